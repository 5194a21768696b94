package io.catena.simulation.history;

import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.WriteCommand.Condition;
import io.catena.server.chain.WriteId;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One operation of a client, which may be requested several times.
 *
 * @param chain in which it takes place
 * @param kind null for a read
 * @param value for a put; no two puts of a run have the same value
 */
public record ClientOperation(
        int client,
        long number,
        int chain,
        LoggedWrite.Kind kind,
        Key key,
        byte[] value,
        Condition condition,
        WriteId id,
        boolean wantPrevious) {
    private static final int MOST_OPERATIONS = 1_000_000;

    /** Its number among the operations of all clients. For the checker each operation is a process of its own. */
    int process() {
        return (int) (client * MOST_OPERATIONS + number);
    }

    public boolean isRead() {
        return kind == null;
    }

    @Override
    public String toString() {
        String what = isRead() ? "get" : kind.toString().toLowerCase(Locale.ROOT);
        String text = value == null ? "" : " " + new String(value, StandardCharsets.US_ASCII);
        return "c" + client + "#" + number + " " + what + " " + key + text + (condition == null ? "" : " " + condition)
                + (id == null ? "" : " request " + id.request());
    }
}
