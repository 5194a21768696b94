package io.catena.server.coordination.client;

import io.catena.tls.TlsFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.zookeeper.client.ConnectStringParser;

/**
 * Finds out why no connection to ZooKeeper by TLS comes about, which its client does not tell: makes handshakes of its own with
 * all servers at the same time. If one of them fails and another one works, both is said: ZooKeeper's client has tried both.
 * Thread-safe.
 */
public final class TlsTrial {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final List<HandshakeTrial> servers;

    public TlsTrial(String connectString, ZooKeeperTls tls) {
        this.servers = new ConnectStringParser(connectString)
                .getServerAddresses().stream()
                        .map(server -> new HandshakeTrial(server, tls))
                        .toList();
    }

    /**
     * What fails, what works, and what to check, as sentences; empty if none of it is found out within 3 s. Of several failures
     * it is the first one that lasts, else the first one.
     */
    public synchronized Optional<String> findings() throws InterruptedException {
        Map<String, HandshakeTrial.Outcome> outcomes = outcomes();
        Optional<String> fails = firstFailure(outcomes, TlsFailure::isLasting)
                .or(() -> firstFailure(outcomes, any -> true))
                .map(words -> "no TLS with " + words);
        Optional<String> works = outcomes.entrySet().stream()
                .filter(one -> one.getValue().works())
                .findFirst()
                .map(one -> "TLS works with " + one.getKey() + ": check that ZooKeeper serves there");
        Optional<String> ours = fails.map(any -> "To ZooKeeper this node shows --tls-cert and trusts --tls-ca");
        return Optional.of(
                        Stream.of(fails, works, ours).flatMap(Optional::stream).collect(Collectors.joining(". ")))
                .filter(words -> !words.isEmpty());
    }

    /** By the servers' addresses, in their order. */
    private Map<String, HandshakeTrial.Outcome> outcomes() throws InterruptedException {
        long beginNanos = System.nanoTime();
        servers.forEach(HandshakeTrial::begin);
        Map<String, HandshakeTrial.Outcome> outcomes = new LinkedHashMap<>();
        for (HandshakeTrial server : servers) {
            outcomes.put(server.address(), server.outcome(LIMIT_NANOS - (System.nanoTime() - beginNanos)));
        }
        return outcomes;
    }

    private static Optional<String> firstFailure(
            Map<String, HandshakeTrial.Outcome> outcomes, Predicate<TlsFailure> which) {
        return outcomes.entrySet().stream()
                .flatMap(one ->
                        one.getValue().failure().stream().filter(which).map(why -> one.getKey() + ": " + why.words()))
                .findFirst();
    }
}
