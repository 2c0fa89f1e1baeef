#!/bin/sh
# As the entry point of the Redis image: options are the server's, anything else is a program of its own.
[ $# -gt 0 ] || set -- redis-server
case "$1" in
  -* | *.conf) set -- redis-server "$@" ;;
esac
exec "$@"
