import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='FourEyesTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'approval by a second person',
                'verbose_name_plural': 'approvals by a second person',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='SiteFacts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('portal_name', models.CharField(blank=True, help_text="Stands above the column's own name, and leads back there.", max_length=60, verbose_name="name of the county's portal")),
                ('portal_url', models.URLField(blank=True, verbose_name="address of the county's portal")),
                ('sponsor', models.CharField(blank=True, max_length=100, verbose_name='run by')),
                ('phone', models.CharField(blank=True, help_text='Of an office, never of a person.', max_length=60, verbose_name="phone of the site's office")),
                ('identification_code', models.CharField(blank=True, help_text='The ten figures that the portal was given; a column shares them.', max_length=10, validators=[django.core.validators.RegexValidator('^[0-9A-Za-z]{10}$', 'Ten letters or figures.')], verbose_name='government site code')),
                ('icp', models.CharField(blank=True, max_length=60, verbose_name='ICP filing number')),
                ('security_filing', models.CharField(blank=True, max_length=60, verbose_name='public-security filing number')),
                ('find_error_url', models.URLField(blank=True, help_text="The entrance at the national platform for this site's code.", verbose_name='address of “find an error”')),
                ('site', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'header and footer',
                'verbose_name_plural': 'header and footer',
            },
        ),
    ]
