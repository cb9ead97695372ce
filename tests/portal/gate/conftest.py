from tests.disclosures.conftest import editor, moderator, site  # noqa: F401
