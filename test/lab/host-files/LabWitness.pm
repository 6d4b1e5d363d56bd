# Appends one line to the host's own witness log and makes it durable before it returns. CLOCK_MONOTONIC is the same
# clock inside and outside: the lab moves boot time only.
package LabWitness;
use strict;
use warnings;
use Fcntl qw(:flock O_WRONLY O_APPEND);
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC CLOCK_REALTIME);

my $lab = '/run/stagger-lab';

sub slurp {
  my ($path) = @_;
  open my $file, '<', $path or return '';
  local $/;
  my $text = <$file>;
  $text = '' unless defined $text;
  $text =~ s{\s+\z}{};
  return $text;
}

sub quoted {
  my ($text) = @_;
  $text =~ s/([\\"])/\\$1/g;
  $text =~ s/([^\x20-\x7e])/sprintf '\\u%04x', ord $1/ge;
  return "\"$text\"";
}

sub record {
  my ($kind, $detail) = @_;
  sysopen my $log, "$lab/witness.jsonl", O_WRONLY | O_APPEND or die "witness log: $!";
  flock $log, LOCK_EX or die "witness log: $!";
  my $line = sprintf '{"host":%s,"kind":%s,"bootId":%s,"monotonicMs":%.3f,"at":%d,"detail":%s}' . "\n",
    quoted(slurp("$lab/name")), quoted($kind), quoted(slurp('/proc/sys/kernel/random/boot_id')),
    clock_gettime(CLOCK_MONOTONIC) * 1000, clock_gettime(CLOCK_REALTIME) * 1000, quoted($detail);
  syswrite $log, $line or die "witness log: $!";
  require IO::Handle;
  $log->sync or die "witness log: $!";
  close $log or die "witness log: $!";
}

1;
