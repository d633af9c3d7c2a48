FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /app fourways

COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt

COPY manage.py LICENSE ./
COPY coordination coordination
COPY meetings meetings
COPY sectors sectors
COPY templates templates
COPY locale locale

# The key is only for this step: what is built does not depend on it, and it is not kept.
RUN SECRET_KEY=build VAR_DIR=/tmp/build python manage.py compile_translations \
 && SECRET_KEY=build VAR_DIR=/tmp/build python manage.py collectstatic --noinput \
 && rm -rf /tmp/build && mkdir -p /app/var && chown fourways /app/var

USER fourways
VOLUME /app/var
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=40s \
  CMD ["python", "-I", "coordination/alive.py"]

# One process with threads: slow clients wait outside Python. More processes need REDIS_URL.
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "1", \
     "--blocking-threads", "4", "--backpressure", "64", "--log-level", "warning", \
     "coordination.wsgi:application"]
