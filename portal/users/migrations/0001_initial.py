import datetime
import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('must_set_password', models.BooleanField(default=False, editable=False, verbose_name='waiting for its one-time link to be used')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=django.db.models.functions.text.Concat('last_name', 'first_name', models.Value(' '), 'username'), output_field=models.CharField(max_length=452))),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
                'constraints': [models.CheckConstraint(condition=models.Q(('is_superuser', False)), name='user_is_no_superuser')],
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('short_name', models.CharField(blank=True, max_length=20, verbose_name='short name')),
                ('kind', models.CharField(choices=[('bureau', 'bureau'), ('township', 'township'), ('discipline', 'discipline inspection')], default='bureau', max_length=20, verbose_name='kind')),
                ('is_lead', models.BooleanField(default=False, help_text='Takes what no routing rule sends elsewhere.', verbose_name='lead unit')),
                ('is_active', models.BooleanField(default=True, verbose_name='takes part')),
                ('head_signs', models.BooleanField(default=False, help_text="Declining and concluding then need the head's signature.", verbose_name='the head signs')),
                ('way_above', models.TextField(blank=True, help_text='Shown to senders when there is no unit for the level above.', verbose_name='the way to the level above')),
                ('fallback', models.ForeignKey(blank=True, help_text='Only for discipline inspection: takes tips that concern it. Without one such tips are not taken, and the sender is shown the way there.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.unit', verbose_name='the level above')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['-is_lead', 'name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_lead', True)), fields=('is_lead',), name='one_lead_unit')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_head', models.BooleanField(default=False, verbose_name='head')),
                ('is_clerk', models.BooleanField(default=False, help_text='Files for callers and opens nothing.', verbose_name='clerk')),
                ('joined_on', models.DateField(default=datetime.date.today, verbose_name='joined on')),
                ('left_on', models.DateField(blank=True, null=True, verbose_name='left on')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='users.unit', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_on', None)), fields=('user', 'unit'), name='one_current_membership'), models.CheckConstraint(condition=models.Q(('is_clerk', True), ('is_head', True), _negated=True), name='no_clerk_is_head')],
            },
        ),
    ]
