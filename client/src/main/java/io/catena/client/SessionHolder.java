package io.catena.client;

import io.catena.thrift.CallOptions;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.thrift.TException;

/** The client's current session in one chain: opened when the first write needs it, and again after it has expired. */
final class SessionHolder {
    private final int chain;
    private final AtomicReference<ClientSession> current = new AtomicReference<>();

    SessionHolder(int chain) {
        this.chain = chain;
    }

    /** Null if none is open. */
    ClientSession current() {
        return current.get();
    }

    /** Opens one if none is open. Two leaders may do so at once; then both go on with the same one of the two. */
    ClientSession open(Connection connection, Deadline limit) throws TException {
        ClientSession open = current.get();
        if (open != null) {
            return open;
        }
        CallOptions options = new CallOptions().setChain(chain).setDeadlineMillis(limit.millisForServer());
        ClientSession opened =
                new ClientSession(connection.catena(limit, ReplyBounds.SHORT).openSession(options));
        ClientSession winner = current.compareAndExchange(null, opened);
        return winner == null ? opened : winner;
    }

    void expired(ClientSession session) {
        current.compareAndSet(session, null);
    }
}
