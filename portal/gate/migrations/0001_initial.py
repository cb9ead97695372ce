import django.db.models.deletion
import modelcluster.fields
import portal.gate.files
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('users', '__first__'),
        ('wagtailcore', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(default=portal.gate.files.new_token, max_length=32, unique=True)),
                ('name', models.CharField(max_length=120, verbose_name='file name')),
                ('content_type', models.CharField(choices=[('application/pdf', 'pdf'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'), ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'), ('image/jpeg', 'jpg'), ('image/png', 'png'), ('image/webp', 'webp')], max_length=100)),
                ('size', models.PositiveIntegerField()),
                ('source', models.CharField(db_index=True, max_length=64)),
                ('text', models.TextField(blank=True)),
                ('sights', models.PositiveSmallIntegerField(default=0)),
                ('file', models.FileField(storage=portal.gate.files.storage, upload_to='')),
                ('uploaded_on', models.DateField()),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('label', models.CharField(blank=True, help_text="What readers see; left empty, the file's name.", max_length=100, verbose_name='title')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to=settings.WAGTAIL_PAGE_MODEL)),
                ('file', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='gate.publicfile')),
            ],
            options={
                'verbose_name': 'attachment',
                'verbose_name_plural': 'attachments',
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'look at a picture',
                'verbose_name_plural': 'looks at pictures',
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='one_look_each')],
            },
        ),
        migrations.CreateModel(
            name='Overruled',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.CharField(max_length=36)),
                ('kind', models.CharField(max_length=20)),
                ('text', models.CharField(max_length=200, verbose_name='text')),
                ('compact', models.CharField(max_length=200)),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contenttypes.contenttype')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overruled', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'overruled finding',
                'verbose_name_plural': 'overruled findings',
                'constraints': [models.UniqueConstraint(fields=('content_type', 'object_id', 'kind', 'compact'), name='overruled_once')],
            },
        ),
        migrations.CreateModel(
            name='ProposedNames',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.PositiveBigIntegerField()),
                ('words', models.JSONField(default=dict)),
                ('at', models.DateTimeField(auto_now=True)),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('typed_by', models.ManyToManyField(related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'proposed name',
                'verbose_name_plural': 'proposed names',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('content_type', 'object_id'), name='one_proposal_a_thing')],
            },
        ),
    ]
