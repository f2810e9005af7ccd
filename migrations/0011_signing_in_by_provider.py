"""Sessions may begin with what an identity provider says: no row changes, only what they may say."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from domain.identity.states import SignInMethod


class Migration(migrations.Migration):
    dependencies = [("tradegraph", "0010_webhooks")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="SessionRow",
            name="method",
            field=fields.CharEnumField(
                description="PASSWORD: password\nOIDC: oidc",
                enum_type=SignInMethod,
                max_length=16,
            ),
        ),
    ]
