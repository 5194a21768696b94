package io.catena.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/** Collects what a {@link CatenaClient} needs to know. Not thread-safe. */
public final class CatenaClientBuilder {
    /** Below the number of writes that a session may have under way. */
    static final int MAX_WAITING_OPERATIONS = ClientSession.WINDOW / 2;

    private final List<ServerAddress> servers = new ArrayList<>();
    private long timeoutMillis = 5000;
    private long attemptTimeoutMillis = 1000;
    private int connectionsPerServer = 1;
    private int maxWaitingOperations = 16_384;
    private Executor callbackExecutor;
    private boolean waitsWhenFull;
    private Runnable beforeThreadStart = () -> {};
    private NameLookup names = NameLookup.bySystem();

    CatenaClientBuilder() {}

    /**
     * Servers to ask first, as {@code host:port}; at least one. The client learns of the others. Several are better: the
     * first call needs one that lives.
     *
     * @throws InvalidRequestException if one is malformed
     */
    public CatenaClientBuilder servers(String... hostsAndPorts) {
        return servers(Arrays.stream(hostsAndPorts).map(ServerAddress::parse).toList());
    }

    /** Like {@link #servers(String...)}. */
    public CatenaClientBuilder servers(List<ServerAddress> addresses) {
        servers.addAll(addresses);
        return this;
    }

    /** How long a call may take if it does not say, 1 to 600,000; default 5,000. */
    public CatenaClientBuilder timeoutMillis(long millis) {
        timeoutMillis = Limits.timeoutMillis(millis);
        return this;
    }

    /**
     * How long one server may keep silent before another is asked, 1 to 600,000; default 1,000. Shorter finds a frozen
     * server sooner and troubles a slow one more.
     */
    public CatenaClientBuilder attemptTimeoutMillis(long millis) {
        attemptTimeoutMillis = Limits.timeoutMillis(millis);
        return this;
    }

    /** Connections for writes, and as many for reads, to one server, 1 to 64; default 1, which batches best. */
    public CatenaClientBuilder connectionsPerServer(int connections) {
        connectionsPerServer = inRange("connectionsPerServer", connections, 64);
        return this;
    }

    /**
     * Calls that may be under way at once, 1 to 32,768; default 16,384. Above it calls fail as OVERLOADED, or wait, see
     * {@link #waitWhenFull}. Mind that keys and values of asynchronous calls stay in memory until they end.
     */
    public CatenaClientBuilder maxWaitingOperations(int operations) {
        maxWaitingOperations = inRange("maxWaitingOperations", operations, MAX_WAITING_OPERATIONS);
        return this;
    }

    /**
     * A call for which there is no place any more waits until another has ended, asynchronous calls too, but no longer than
     * its timeout: then it fails as OVERLOADED. So a loop may start any number of calls, and goes as fast as the cluster.
     * Without this a call never waits to begin. On the client's own callback thread it never does, because nothing would end
     * then; continuations on another executor must leave threads for others that wait.
     */
    public CatenaClientBuilder waitWhenFull() {
        waitsWhenFull = true;
        return this;
    }

    /**
     * Where the continuations of asynchronous calls run; default one thread of the client's own. They may make blocking
     * calls; but one that waits for another future of this client needs an executor with more threads. The executor must
     * not run tasks on the thread that hands them in.
     */
    public CatenaClientBuilder callbackExecutor(Executor executor) {
        callbackExecutor = executor;
        return this;
    }

    /**
     * Connects to nothing yet. The first time in a process it loads what calls need, for 0.1 s on a quiet
     * machine, several times as long on a busy one.
     *
     * @throws InvalidRequestException if no server was named
     */
    public CatenaClient build() {
        if (servers.isEmpty()) {
            throw new InvalidRequestException("no server was named; call servers(\"host:port\") first");
        }
        FirstCall.rehearse();
        return new CatenaClient(this);
    }

    private static int inRange(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new InvalidRequestException(name + " is 1 to " + max + ", not " + value);
        }
        return value;
    }

    /** For tests: how names are looked up. */
    CatenaClientBuilder names(NameLookup lookup) {
        names = lookup;
        return this;
    }

    /** For tests: what it throws, starting a thread throws. */
    CatenaClientBuilder beforeThreadStart(Runnable hook) {
        beforeThreadStart = hook;
        return this;
    }

    Runnable beforeThreadStart() {
        return beforeThreadStart;
    }

    NameLookup names() {
        return names;
    }

    List<ServerAddress> servers() {
        return servers;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    long attemptTimeoutMillis() {
        return attemptTimeoutMillis;
    }

    int connectionsPerServer() {
        return connectionsPerServer;
    }

    int maxWaitingOperations() {
        return maxWaitingOperations;
    }

    boolean waitsWhenFull() {
        return waitsWhenFull;
    }

    Executor callbackExecutor() {
        return callbackExecutor;
    }
}
