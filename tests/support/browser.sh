#!/bin/sh
# Debian's chromium for the browser tests: used if there, installed through apt when root, else said in one line.
set -eu
if command -v chromium >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null && exit 0
fi
echo '没有 chromium：浏览器测试不运行 / no chromium here: the browser tests will not run (apt-get install chromium)'
