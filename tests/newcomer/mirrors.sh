# SPDX-License-Identifier: MIT
# Where this machine's apt gets Debian from; sourced.
fail() {
    echo "newcomer: $*" >&2
    exit 1
}

# URI, release and component of each source of Debian's own.
mirrors() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' \
        'Created-By: Packages' | sed -n 's/^Debian //p' | sort -u -k 2,3
}

choose_mirror() {
    release=$(. /etc/os-release && echo "${VERSION_CODENAME:-stable}")
    mirror=$(mirrors | awk -v release="$release" '$2 == release {print $1; exit}')
    [ -n "$mirror" ] || fail "apt knows no Debian mirror of $release; run: apt-get update"
}
