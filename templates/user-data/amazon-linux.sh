#!/bin/bash
# Sets up Apache on Amazon Linux 2023, with one page that names the deployment and the instance that serves it.
#
# cloud-init runs this once, as root, at the first boot. The way to the package mirrors may open later than that (the
# route to a NAT gateway), and much later where a build was interrupted: the installation is tried until it succeeds.
# cloud-init keeps the output in /var/log/cloud-init-output.log.

deployment='{{DEPLOYMENT}}'
page=/var/www/html/index.html

attempt=0
until dnf -y --setopt=timeout=10 --setopt=retries=3 install httpd; do
	attempt=$((attempt + 1))
	echo "Attempt $attempt: httpd is not installed yet"
	sleep 10
done

# IMDSv2: a token of this session first, then the data.
metadata() {
	curl -sS -f --max-time 5 --retry 10 --retry-delay 2 --retry-all-errors "$@"
}
imds=http://169.254.169.254/latest
token=$(metadata -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$imds/api/token")
instance=$(metadata -H "X-aws-ec2-metadata-token: $token" "$imds/meta-data/instance-id")
zone=$(metadata -H "X-aws-ec2-metadata-token: $token" "$imds/meta-data/placement/availability-zone-id")

# The line with the id `marker` is what the verification looks for.
cat > "$page" <<HTML
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Served over AWS PrivateLink</title>
<style>
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
body { max-width: 40rem; margin: 15vh auto; padding: 0 1.5rem; }
h1 { font-size: 2rem; line-height: 1.2; }
code { font-size: .9em; opacity: .75; }
</style>
</head>
<body>
<h1>It works, over AWS PrivateLink</h1>
<p>This page came from a private instance of the provider VPC, through an endpoint
service, without touching the internet.</p>
<p>Instance $instance in $zone, part of $deployment.</p>
<p><code id="marker">privatelink-wizard $deployment $instance</code></p>
</body>
</html>
HTML

systemctl enable --now httpd
