#!/bin/sh
# Runs before the server is told to stop. A signal to process 1 that finds no handler is lost, and the pod would wait out
# its whole grace: between start.sh and the server's own handler there is none. The socket is made after that handler.
set -u

tries=0
while [ ! -S /run/redis/redis.sock ] && [ "$tries" -lt 100 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
