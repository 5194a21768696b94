package io.catena.server.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.WriteCommand;
import java.util.List;

/** Takes requests for one chain. Each callback is called once, on the loop of the caller. */
public interface ChainRequests {
    void write(CallContext context, List<WriteCommand> commands, Callback<WriteResponse> callback);

    /** @param callback gets the session's number */
    void openSession(CallContext context, Callback<Long> callback);

    void read(CallContext context, List<Key> keys, Callback<ReadResponse> callback);

    /** Reads from this node's replica alone, however old its state is (R12). */
    void readStale(CallContext context, List<Key> keys, Callback<StaleReadResponse> callback);
}
