"""Every setting, from the environment. `setting()` keeps each with its help text; docs/operations.md is made from them."""

import os
import pathlib
import secrets
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sanxiang.postgres import Server

SETTINGS: dict[str, tuple[str, str]] = {}


def setting(name: str, default: str, about: str) -> str:
    """The value of the environment variable `name`; remembers what it is for."""
    SETTINGS[name] = (default, about)
    return os.environ.get(name, default)


def _database(url: str, user: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or (parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": user or unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, "application_name": f"sanxiang-{FACE}"},
        "TEST": {"NAME": f"test_{parts.path.lstrip('/')}"},
    }


def _kept_secret(file: pathlib.Path) -> str:
    """A secret made on first use and kept in the data folder, readable by its owner only."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(secrets.token_urlsafe(48))
    return file.read_text()


HERE = pathlib.Path(__file__).resolve().parent
VAR = pathlib.Path(setting("SANXIANG_VAR", "var", "数据目录：私有数据库、证据文件、密钥")).resolve()
FACE = setting(
    "SANXIANG_FACE", "office", "本进程的门面：office（办案与接口）、portal（公示门户）、sequencer（记录排序）、owner（迁移与命令）"
)
PRIVATE = Server(VAR / "postgres")
DATABASE_URL = setting("DATABASE_URL", "", "数据库地址（postgresql://用户:口令@主机/库）；留空则使用数据目录下的私有 PostgreSQL")
# Each face signs in with a database role of its own; the owner of the tables is only for migrations, tests and commands.
ROLES = {
    "office": "sanxiang_app",
    "sequencer": "sanxiang_sequencer",
    "portal": "sanxiang_portal",  # SELECT on the schema public_face, INSERT into inbox, and nothing else
    "owner": "",
}
DATABASES = {"default": _database(DATABASE_URL or PRIVATE.url, ROLES[FACE])}

DEBUG = setting("SANXIANG_DEBUG", "", "开发调试；生产环境必须留空") == "1"
SECRET_KEY = setting("SANXIANG_SECRET_KEY", "", "签名密钥；留空则在数据目录自动生成") or _kept_secret(VAR / "keys" / "session-secret")
ALLOWED_HOSTS = setting("SANXIANG_HOSTS", "127.0.0.1,localhost,[::1]", "允许的主机名，逗号分隔").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in setting("SANXIANG_ORIGINS", "", "反向代理后的来源地址，逗号分隔").split(",") if o]
BIND = setting("SANXIANG_BIND", "127.0.0.1", "sanxiang run 在哪个网络地址上提供服务")
PORTAL_PORT = int(setting("SANXIANG_PORTAL_PORT", "8000", "sanxiang run 的公示门户端口"))
OFFICE_PORT = int(setting("SANXIANG_OFFICE_PORT", "8001", "sanxiang run 的办案端端口"))
PORTAL_URL = setting("SANXIANG_PORTAL_URL", "", "门户的对外地址；留空则为本机的门户端口") or f"http://127.0.0.1:{PORTAL_PORT}"
OFFICE_URL = setting("SANXIANG_OFFICE_URL", "", "办案端的地址；留空则为本机的办案端端口") or f"http://127.0.0.1:{OFFICE_PORT}"
# What the portal's head and foot say of who keeps it.
SITE = {
    "name": setting("SANXIANG_SITE_NAME", "行政执法公示", "门户名称，如 安州市行政执法公示"),
    "region": setting("SANXIANG_SITE_REGION", "本地", "门户所属行政区划名称"),
    "sponsor": setting("SANXIANG_SITE_SPONSOR", "", "主管单位，显示在页脚"),
    "identifier": setting("SANXIANG_SITE_IDENTIFIER", "", "政府网站标识码，显示在页脚"),
    "icp": setting("SANXIANG_SITE_ICP", "", "备案号，显示在页脚"),
    "phone": setting("SANXIANG_SITE_PHONE", "", "联系电话，显示在页脚"),
}
EVIDENCE_DIR = VAR / "evidence"
SEAL_PASSWORD = setting("SANXIANG_SEAL_PASSWORD", "", "机关签名证书文件（数据目录 keys/seal-机关代码.p12）的口令")
LOG_ORIGIN = setting("SANXIANG_LOG_ORIGIN", "sanxiang.localhost/log", "日志名称的前段（如 域名/log），其后接机关代码；日志开始后不再改变")
SM2 = setting("SANXIANG_SM2", "", "填 1：检查点另加一行国密签名（SM2 配 SM3），不认识它的核验程序照常通过") == "1"
WITNESSES = setting("SANXIANG_WITNESSES", "", "日志的见证人：“网址 公钥”，几个之间用分号隔开")
TSA = setting("SANXIANG_TSA", "", "时间戳机构的网址（RFC 3161）；留空则检查点不加时间戳")
TSA_CERTIFICATE = setting("SANXIANG_TSA_CERTIFICATE", "", "受信任的时间戳证书（PEM 文件，机构的根证书）")
HEARTBEAT_MINUTES = int(
    setting("SANXIANG_LOG_HEARTBEAT_MINUTES", "60", "没有新行为时，每隔多少分钟请见证人再共签一次；也是两个时间戳之间的间隔")
)
LOG_DELAY_MINUTES = int(
    setting("SANXIANG_LOG_DELAY_MINUTES", "60", "行为的记录时间最多可比它之前的检查点的见证时间早多少分钟；更早的，核对时报告")
)
EVIDENCE_MAX_BYTES = int(setting("SANXIANG_EVIDENCE_MAX_MB", "8192", "单个证据文件的上限（MB）")) * 1024 * 1024
UPLOADS_MAX_BYTES = (
    int(setting("SANXIANG_UPLOADS_MAX_GB", "128", "一个人（或者一台采集站）上传而没有入卷的文件合计上限（GB）")) * 1024 * 1024 * 1024
)
SM3 = setting("SANXIANG_SM3", "", "填 1：收到的文件在 SHA-256 之外另记 SM3（国密）摘要") == "1"
S3 = {
    "bucket": setting("SANXIANG_S3_BUCKET", "", "证据文件存入 S3 兼容对象存储的这个桶；留空则存在数据目录的 evidence 文件夹"),
    "endpoint": setting("SANXIANG_S3_ENDPOINT", "", "对象存储的网址（http://… 或 https://…）"),
    "key": setting("SANXIANG_S3_KEY", "", "对象存储的访问密钥编号"),
    "secret": setting("SANXIANG_S3_SECRET", "", "对象存储的访问密钥"),
    "region": setting("SANXIANG_S3_REGION", "us-east-1", "对象存储的区域"),
}
S3_LOCK_DAYS = int(setting("SANXIANG_S3_LOCK_DAYS", "0", "文件存入后锁定多少天，其间任何人不能删除（桶须启用对象锁定）；0 为不锁定"))
UPLOAD_HOURS = int(setting("SANXIANG_UPLOAD_HOURS", "72", "没有传完、或者传完没有入卷的文件保留多少小时"))
EVIDENCE_MINUTES = int(setting("SANXIANG_EVIDENCE_MINUTES", "30", "文件自带时间与采集时间相差多少分钟以上即提示（分钟）"))
EVIDENCE_KILOMETRES = float(setting("SANXIANG_EVIDENCE_KM", "5", "文件自带位置与采集地点、本案其他证据相距多少公里以上即提示（公里）"))
BACKFILL_AFTER_HOURS = int(setting("SANXIANG_BACKFILL_AFTER_HOURS", "24", "行为发生后多少小时才记录即标“补录”并须说明理由（小时）"))
SECURE = setting("SANXIANG_HTTPS", "", "经 HTTPS 提供服务时填 1：安全 Cookie 与 HSTS") == "1"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_cotton",
    "django_htmx",
    "axes",
    "procrastinate.contrib.django",
    "sanxiang.web",
    "sanxiang.record",
    "sanxiang.organs",
    "sanxiang.catalogue",
    "sanxiang.casework",
    "sanxiang.review",
    "sanxiang.disclosure",
    "sanxiang.exchange",
    "sanxiang.office",
    "sanxiang.portal",
]
AUTH_USER_MODEL = "organs.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "sanxiang.office.session.locked_out"
AXES_USERNAME_CALLABLE = "sanxiang.office.session.named"

_COMMON_FIRST = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
]
_OFFICE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sanxiang.web.gate.Gate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
_PORTAL = [
    "django.middleware.common.CommonMiddleware",
    "sanxiang.web.gate.Gate",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
MIDDLEWARE = _COMMON_FIRST + (_PORTAL if FACE == "portal" else _OFFICE)
ROOT_URLCONF = "sanxiang.portal.urls" if FACE == "portal" else "sanxiang.office.urls"
WSGI_APPLICATION = "sanxiang.wsgi.application"

_CONTEXT = ["django.template.context_processors.request"]
if FACE != "portal":
    _CONTEXT += ["django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {"context_processors": _CONTEXT}}]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a window of a list has a field for every cell
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
}
# A name may stand in a message that an exception carries; only what happened and where goes to the log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "sanxiang.web.logs.Discreet", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": setting("SANXIANG_LOG", "WARNING", "日志级别")},
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # the worker's tasks are declared in cli/worker.py
TEST_RUNNER = "django.test.runner.DiscoverRunner"
