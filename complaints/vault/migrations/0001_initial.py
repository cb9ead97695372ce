import complaints.vault.models.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('users', '0001_initial'),
        ('users', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('receipt_lookup', complaints.vault.models.fields.Bytes(max_length=32, null=True, unique=True)),
                ('receipt_wrap', complaints.vault.models.fields.Bytes(null=True)),
                ('has_contact', models.BooleanField(default=False)),
                ('receipt_contact_wrap', complaints.vault.models.fields.Bytes(null=True)),
                ('destroyed_on', models.DateField(editable=False, null=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='PepperMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', complaints.vault.models.fields.Bytes(max_length=32)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Unsent',
            fields=[
                ('envelope', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='unsent', serialize=False, to='vault.envelope')),
                ('ciphertext', complaints.vault.models.fields.Bytes()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='KeyEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('what', models.CharField(choices=[('made', 'made a key of their own'), ('password', 'changed the password'), ('link', 'made a one-time link'), ('reset', 'lost the old key with a new password'), ('first_key', "made the unit's first key"), ('confirmed', "confirmed the unit's first key"), ('refused', "refused the unit's first key"), ('granted', "granted the unit's key"), ('withdrawn', "withdrew the unit's key"), ('left', 'left the unit'), ('rotated', "made a new version of the unit's key"), ('rewrapped', 'gave the unit its cases back'), ('shares', 'made recovery shares'), ('recovered', "recovered the unit's key with recovery shares"), ('code', 'made a personal recovery code'), ('code_used', 'set a new password with the recovery code'), ('code_wrong', 'entered a wrong recovery code'), ('shares_begun', 'began new recovery shares'), ('shares_lost', 'declared the earlier recovery shares lost'), ('shares_off', 'called the new recovery shares off'), ('share_seen', 'opened a recovery share to print it'), ('share_kept', 'printed a recovery share'), ('asked', 'asked the holders of the recovery shares'), ('asked_off', 'called the request to the holders off'), ('share_given', 'entered a recovery share')], max_length=12)),
                ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.unit')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MemberKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', complaints.vault.models.fields.Bytes(max_length=32)),
                ('salt', complaints.vault.models.fields.Bytes(max_length=16)),
                ('sealed_private', complaints.vault.models.fields.Bytes()),
                ('made_on', models.DateField()),
                ('reset_on', models.DateField(null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='member_key', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RecoveryKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_key', complaints.vault.models.fields.Bytes(max_length=32)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('is_in_use', models.BooleanField(default=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('may_follow', models.BooleanField(default=True)),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('is_in_use',), name='one_recovery_key_in_use'), models.CheckConstraint(condition=models.Q(('is_in_use', False), ('retired_at', None), _connector='OR'), name='retired_recovery_key_is_not_in_use')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pair', models.CharField(max_length=2)),
                ('sealed', complaints.vault.models.fields.Bytes()),
                ('recovery_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='boxes', to='vault.recoverykey')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('recovery_key', 'pair'), name='recovery_pair_once')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('grant', "give a unit's key out again"), ('confirm', "confirm discipline inspection's first key"), ('replace', 'hand over to new recovery shares')], max_length=10)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member_key', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vault.memberkey')),
                ('recovery_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vault.recoverykey')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='users.unit')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RecoveryPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('sealed_to', models.PositiveSmallIntegerField()),
                ('sealed', complaints.vault.models.fields.Bytes()),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='vault.recoveryrequest')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('request', 'sealed_to'), name='recovery_part_once')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('public_key', complaints.vault.models.fields.Bytes(max_length=32)),
                ('sealed', complaints.vault.models.fields.Bytes(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('printed_at', models.DateTimeField(null=True)),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recovery_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='vault.recoverykey')),
                ('sealed_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='vault.memberkey')),
            ],
            options={
                'ordering': ['number'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('recovery_key', 'number'), name='recovery_share_once')],
            },
        ),
        migrations.CreateModel(
            name='ReplacedReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lookup', complaints.vault.models.fields.Bytes(max_length=32, unique=True)),
                ('day', models.DateField()),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.unit')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SealedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('lane', models.CharField(choices=[('original', 'original'), ('cleaned', 'cleaned copy')], default='original', max_length=10)),
                ('path', models.CharField(max_length=64, unique=True)),
                ('size', models.PositiveBigIntegerField()),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='vault.envelope')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('envelope', 'number', 'lane'), name='sealed_file_once')],
            },
        ),
        migrations.CreateModel(
            name='SealedValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=20)),
                ('number', models.PositiveIntegerField(default=0)),
                ('version', models.PositiveIntegerField(default=1)),
                ('purpose', models.CharField(choices=[('tip', 'content'), ('contact', 'name and phone')], max_length=10)),
                ('ciphertext', complaints.vault.models.fields.Bytes()),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='vault.envelope')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('envelope', 'field', 'number', 'version'), name='sealed_value_once')],
            },
        ),
        migrations.CreateModel(
            name='UnitKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('tips', 'tips'), ('places', 'index of places')], default='tips', max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('public_key', complaints.vault.models.fields.Bytes(max_length=32)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('retired_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='users.unit')),
            ],
            options={
                'ordering': ['unit', 'purpose', 'version'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('unit', 'purpose', 'version'), name='unit_key_version_once'), models.UniqueConstraint(condition=models.Q(('confirmed_at__isnull', False), ('retired_at', None)), fields=('unit', 'purpose'), name='one_unit_key_in_use'), models.UniqueConstraint(condition=models.Q(('confirmed_at', None), ('retired_at', None)), fields=('unit', 'purpose'), name='one_unit_key_waiting')],
            },
        ),
        migrations.CreateModel(
            name='UnitKeyGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_private', complaints.vault.models.fields.Bytes()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('member_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='vault.memberkey')),
                ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='users.membership')),
                ('unit_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grants', to='vault.unitkey')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('unit_key', 'member_key'), name='grant_once')],
            },
        ),
        migrations.CreateModel(
            name='UnitKeyRecovery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_private', complaints.vault.models.fields.Bytes()),
                ('recovery_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='vault.recoverykey')),
                ('unit_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recoveries', to='vault.unitkey')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('unit_key', 'recovery_key'), name='unit_key_recovery_once')],
            },
        ),
        migrations.CreateModel(
            name='Wrap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('tip', 'content'), ('contact', 'name and phone')], max_length=10)),
                ('sealed', complaints.vault.models.fields.Bytes()),
                ('envelope', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wraps', to='vault.envelope')),
                ('unit_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='wraps', to='vault.unitkey')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('envelope', 'unit_key', 'purpose'), name='wrap_once')],
            },
        ),
        migrations.CreateModel(
            name='RecoveryCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_private', complaints.vault.models.fields.Bytes()),
                ('shown', complaints.vault.models.fields.Bytes(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('printed_at', models.DateTimeField(null=True)),
                ('misses', models.PositiveSmallIntegerField(default=0)),
                ('missed_at', models.DateTimeField(null=True)),
                ('member_key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='vault.memberkey')),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('printed_at', None)), fields=('member_key',), name='one_code_to_print'), models.UniqueConstraint(condition=models.Q(('printed_at__isnull', False)), fields=('member_key',), name='one_printed_code'), models.CheckConstraint(condition=models.Q(models.Q(('printed_at', None), ('shown__isnull', False)), models.Q(('printed_at__isnull', False), ('shown', None)), _connector='OR'), name='code_shown_until_printed')],
            },
        ),
    ]
