package io.catena.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Turns hosts into addresses. The system's look-up knows no deadline and cannot be interrupted, so each runs on a thread of
 * its own, and a caller waits no longer than it wants to. Callers that ask for the same host share one look-up. Thread-safe.
 */
final class NameLookup {
    /** The system's look-up; tests have one of their own. */
    interface Resolver {
        InetAddress resolve(String host) throws UnknownHostException;
    }

    /** Addresses in figures: the system only parses them. No host's name has a colon, nor a last part of figures. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final Resolver resolver;
    private final Map<String, CompletableFuture<InetAddress>> underWay = new ConcurrentHashMap<>();

    NameLookup(Resolver resolver) {
        this.resolver = resolver;
    }

    static NameLookup bySystem() {
        return new NameLookup(InetAddress::getByName);
    }

    /** Each caller has a future of its own: cancelling it ends the wait of that caller alone. */
    CompletableFuture<InetAddress> find(String host) {
        if (LITERAL.matcher(host).matches()) {
            CompletableFuture<InetAddress> parsed = new CompletableFuture<>();
            resolve(host, parsed);
            return parsed;
        }
        CompletableFuture<InetAddress> mine = new CompletableFuture<>();
        CompletableFuture<InetAddress> shared = underWay.putIfAbsent(host, mine);
        if (shared != null) {
            return shared.copy();
        }
        CompletableFuture<InetAddress> found = mine.copy();
        Thread thread = new Thread(() -> resolve(host, mine), "catena-client-name-lookup");
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            // No thread can be started: a look-up that may be late is better than none.
            resolve(host, mine);
        }
        return found;
    }

    private void resolve(String host, CompletableFuture<InetAddress> result) {
        try {
            result.complete(resolver.resolve(host));
        } catch (UnknownHostException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        } finally {
            underWay.remove(host, result);
        }
    }
}
