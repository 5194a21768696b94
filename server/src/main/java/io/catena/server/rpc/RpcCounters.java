package io.catena.server.rpc;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts since the start, of the server and of the connections to other nodes together. Counting happens on the event
 * loop; {@link #snapshot} may be called from any thread.
 */
public final class RpcCounters {
    /** Calls of methods that do not exist are counted under this name. */
    private static final String UNKNOWN = "unknown";

    final LongAdder bytesIn = new LongAdder();
    final LongAdder bytesOut = new LongAdder();
    /** Connections that others have opened to this node and that are open. */
    public final LongAdder open = new LongAdder();

    public final LongAdder accepted = new LongAdder();
    /** Connections that were closed because there was no place for them. */
    public final LongAdder refused = new LongAdder();
    /** Connections that were closed because of what came, or did not come, on them. */
    public final LongAdder faulty = new LongAdder();

    private final Map<String, LongAdder> callsIn = forMethods();
    private final Map<String, LongAdder> callsOut = forMethods();
    private final Map<String, LongAdder> messagesIn = forMessages();
    private final Map<String, LongAdder> messagesOut = forMessages();

    public void callIn(String method) {
        callsIn.getOrDefault(method, callsIn.get(UNKNOWN)).increment();
    }

    public void callOut(String method) {
        callsOut.get(method).increment();
    }

    public void messageIn(String name) {
        messagesIn.get(name).increment();
    }

    public void messageOut(String name) {
        messagesOut.get(name).increment();
    }

    /**
     * All counts by name, for example {@code messages.in.append}, {@code calls.in.put}, {@code connections.refused}.
     */
    public Map<String, Long> snapshot() {
        Map<String, Long> all = new TreeMap<>();
        callsIn.forEach((name, count) -> all.put("calls.in." + name, count.sum()));
        callsOut.forEach((name, count) -> all.put("calls.out." + name, count.sum()));
        messagesIn.forEach((name, count) -> all.put("messages.in." + name, count.sum()));
        messagesOut.forEach((name, count) -> all.put("messages.out." + name, count.sum()));
        all.put("bytes.in", bytesIn.sum());
        all.put("bytes.out", bytesOut.sum());
        all.put("connections.open", open.sum());
        all.put("connections.accepted", accepted.sum());
        all.put("connections.refused", refused.sum());
        all.put("connections.faulty", faulty.sum());
        return all;
    }

    private static Map<String, LongAdder> forMethods() {
        Map<String, LongAdder> counts = new TreeMap<>();
        Methods.ALL.forEach(method -> counts.put(method.name(), new LongAdder()));
        counts.put(UNKNOWN, new LongAdder());
        return counts;
    }

    private static Map<String, LongAdder> forMessages() {
        Map<String, LongAdder> counts = new TreeMap<>();
        MessageCodec.NAMES.forEach(name -> counts.put(name, new LongAdder()));
        return counts;
    }
}
