from tests.disclosures.conftest import editor, moderator  # noqa: F401
