#!/bin/sh
# Puts together what this version of the server understands and starts it. Runs at every start of the container, so
# that a restarted one takes what has changed in the mounted files since.
set -eu
umask 077

config=/etc/redis/config
secret=/etc/redis/secret
run=/run/redis

read -r product version <"$run/version"

# Valkey began as Redis 7.2 and knows none of the directives that Redis got later.
compatible=$version
if [ "$product" = valkey ]; then
  compatible=7.2
fi
major=${compatible%%.*}
minor=${compatible#*.}
minor=${minor%%.*}

knows() {
  [ "$major" -gt "${1%%.*}" ] || { [ "$major" -eq "${1%%.*}" ] && [ "$minor" -ge "${1#*.}" ]; }
}

rm -f "$run/synced"

cat "$config/redis.conf" >"$run/redis.conf"
for part in "$config"/since-*.conf; do
  [ -e "$part" ] || continue
  since=${part##*/since-}
  since=${since%.conf}
  if knows "$since"; then
    cat "$part" >>"$run/redis.conf"
  fi
done
cat "$config/operator.conf" >>"$run/redis.conf"

if knows 7.0; then
  cat "$secret/users-7.0.acl" >"$run/users.acl"
else
  cat "$secret/users-6.2.acl" >"$run/users.acl"
fi

exec "$product-server" "$run/redis.conf"
