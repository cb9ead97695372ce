import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LoadedYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(help_text="Enter the year's days off and make-up working days first: due dates in this year then stop being provisional.", unique=True, validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2099)], verbose_name='year')),
            ],
            options={
                'verbose_name': 'complete year',
                'verbose_name_plural': 'complete years',
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='Workday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(unique=True, verbose_name='date')),
                ('is_working', models.BooleanField(default=False, help_text='Ticked for a make-up working day, not ticked for a day off.', verbose_name='working day')),
                ('name', models.CharField(blank=True, max_length=60, verbose_name='name')),
                ('source', models.CharField(choices=[('seeded', 'published schedule'), ('edited', 'entered here')], default='edited', editable=False, max_length=10, verbose_name='source')),
            ],
            options={
                'verbose_name': 'day of the calendar',
                'verbose_name_plural': 'days of the calendar',
                'ordering': ['-date'],
            },
        ),
    ]
