# A right client on one HTTP stack of Perl, or a wrong one: stack_flow.pl STACK [right|fast|gives-up|twice].
use strict;
use warnings;
use JSON::PP 'decode_json';
use Time::HiRes 'sleep';

my ($stack, $kind) = (@ARGV, 'right');
my $base = "$ENV{FLINKS_BASE_URL}/v3/$ENV{FLINKS_CUSTOMER_ID}/BankingServices";
my @json = ('Content-Type' => 'application/json');

my %stacks = (
    tiny => sub {
        require HTTP::Tiny;
        my $http = HTTP::Tiny->new(timeout => 30);
        return sub {
            my ($method, $url, $body) = @_;
            my $reply = $http->request($method, $url, { headers => {@json}, defined $body ? (content => $body) : () });
            # Its own failures are 599.
            return ($reply->{status} == 599 ? 0 : $reply->{status}, $reply->{content});
        };
    },
    lwp => sub {
        require LWP::UserAgent;
        my $http = LWP::UserAgent->new(timeout => 30, keep_alive => 1);
        return sub {
            my $reply = $http->request(HTTP::Request->new($_[0], $_[1], [@json], $_[2]));
            # Its own failures are 500.
            return ($reply->header('Client-Warning') ? 0 : $reply->code, $reply->content);
        };
    },
    mojo => sub {
        require Mojo::UserAgent;
        my $http = Mojo::UserAgent->new(request_timeout => 30);
        return sub {
            my ($method, $url, $body) = @_;
            my $call = $http->start($http->build_tx($method, $url, {@json}, $body // ()));
            my $lost = $call->error && !$call->error->{code};
            return ($lost ? 0 : $call->res->code, $call->res->body);
        };
    },
    furl => sub {
        require Furl;
        my $http = Furl->new(timeout => 30);
        return sub {
            my ($method, $url, $body) = @_;
            my $reply = $http->request(method => $method, url => $url, headers => [@json], content => $body);
            return ($reply->header('X-Internal-Response') ? 0 : $reply->code, $reply->content);
        };
    },
);
my $send = $stacks{$stack}->();

# Status and body of an answer; 0 where it was lost.
sub call {
    my ($method, $name, $body) = @_;
    my ($status, $text) = $send->($method, "$base/$name", $body);
    my $reply = eval { decode_json($text) };
    return ($status, $reply) if $status && $reply;
    warn "$stack: lost\n";
    return (0, {});
}

sub pause { sleep $ENV{FLINKS_POLL_INTERVAL_MS} / 1000 * ($kind eq 'fast' ? 0.3 : 1) }

sub authorize {
    for (1 .. 4) {
        my ($status, $reply) = call('POST', 'Authorize', qq({"LoginId":"$ENV{FLINKS_LOGIN_ID}","MostRecentCached":true}));
        return $reply->{RequestId} if $status == 200;
        pause();
    }
}

my $session = authorize();
$session = authorize() if $kind eq 'twice';
my $pending = 0;
for my $attempt (1 .. ($kind eq 'gives-up' ? 2 : 180)) {
    pause() if $attempt > 1;
    my ($status) = $pending
        ? call('GET', "GetAccountsDetailAsync/$session")
        : call('POST', 'GetAccountsDetail', qq({"RequestId":"$session"}));
    last if $status == 200;
    $pending ||= $status == 202;
}
