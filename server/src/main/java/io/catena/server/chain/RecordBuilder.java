package io.catena.server.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one record of the requests that the head takes together, a bounded amount of work in each step of the replica.
 * Here a write is recognized if it was seen before, its condition is judged, and its previous value told, against
 * everything that is in the log or in the record so far (E4, E5). Nothing else comes into the log while a record is
 * being made.
 */
final class RecordBuilder {
    /** The cost of a write that needs to know what its key holds; any other write costs 1. */
    static final int LOOK_UP_WORK = 16;
    /** The work of one step: about a millisecond. */
    static final int STEP_WORK = 1_024;
    /**
     * A record takes no further request if it would have more writes than this: a replica that receives the record goes
     * through all of it in one step (W3),
     */
    static final int MOST_WRITES = 4_096;
    /** or if the requests would cost more than this together: cheap requests must not wait long for costly ones. */
    static final int MOST_WORK = 16_384;
    /** A previous value of this number of bytes costs as much as a write. */
    private static final int BYTES_PER_WORK = 1 << 10;

    private final SharedState shared;
    private final long seq;
    private final List<LoggedWrite> writes = new ArrayList<>();
    /** The place of a session's request in this record. */
    private final Map<SessionRequest, Integer> requests = new HashMap<>();
    /** The last write of this record that changes a key. */
    private final Map<Key, Integer> newest = new HashMap<>();
    /** The requests that were taken; all but the last are done. */
    private final ArrayDeque<Taken> taken = new ArrayDeque<>();

    /** What the keys of the request under way held before this record. */
    private Map<Key, VersionedValue> before = Map.of();

    private long bytes;
    private long work;
    /** Bytes of the previous values in the answers of the request under way. */
    private long previousBytes;
    /** Likewise in all requests of the record. */
    private long allPreviousBytes;
    /** The work that this step may still do. */
    private long workLeft;

    private record SessionRequest(long session, long request) {}

    /** A request with the answers to its first writes, which are valid once {@link #record} is committed. */
    record Taken(WriteRequest request, List<WriteAnswer> answers) {
        boolean isDone() {
            return answers.size() == request.commands().size();
        }
    }

    RecordBuilder(SharedState shared) {
        this.shared = shared;
        this.seq = shared.log.end() + 1;
    }

    /** Whether there is nothing to be put into the log: all writes were seen before, or there are none. */
    boolean isEmpty() {
        return writes.isEmpty();
    }

    boolean hasRoomFor(WriteRequest request) {
        return taken.isEmpty()
                || bytes + request.bytes() <= shared.settings.maxRecordBytes()
                        && allPreviousBytes <= shared.settings.maxPreviousBytes() / 2
                        && writes.size() + request.commands().size() <= MOST_WRITES
                        && work + request.work() <= MOST_WORK;
    }

    /** Whether every write of the request that has an id belongs to a session that is known. */
    boolean knowsSessionsOf(WriteRequest request) {
        for (WriteCommand command : request.commands()) {
            if (command.id() != null
                    && command.kind() != LoggedWrite.Kind.OPEN_SESSION
                    && !shared.sessions.knows(command.id())) {
                return false;
            }
        }
        return true;
    }

    /** Another step begins. */
    void stepBegins() {
        workLeft = STEP_WORK;
    }

    /** Whether this step may do more. */
    boolean mayGoOn() {
        return workLeft > 0;
    }

    /** Whether all requests that were taken are in the record. */
    boolean isDone() {
        return taken.isEmpty() || taken.peekLast().isDone();
    }

    /**
     * Takes a request; the ones before it are done.
     *
     * @param keysBefore what the keys hold behind all that is in the log, for the keys for which that must be known
     */
    void take(WriteRequest request, Map<Key, VersionedValue> keysBefore) {
        taken.addLast(new Taken(request, new ArrayList<>(request.commands().size())));
        before = keysBefore;
        workLeft -= keysBefore.size();
        bytes += request.bytes();
        work += request.work();
        previousBytes = 0;
    }

    /** Goes on with the request that was taken last, as far as this step may. */
    void goOn() {
        Taken last = taken.peekLast();
        List<WriteCommand> commands = last.request().commands();
        while (!last.isDone() && mayGoOn()) {
            workLeft--;
            last.answers().add(add(commands.get(last.answers().size())));
        }
    }

    /** The requests that were taken, in the order of the log. */
    ArrayDeque<Taken> taken() {
        return taken;
    }

    private WriteAnswer add(WriteCommand command) {
        WriteId id = command.id();
        if (id != null) {
            WriteAnswer first = shared.sessions.answerTo(id);
            if (first != null) {
                return first;
            }
            Integer earlier = requests.putIfAbsent(new SessionRequest(id.session(), id.request()), writes.size());
            if (earlier != null) {
                return answer(earlier);
            }
        }
        LoggedWrite write = judge(command);
        if (write.changesKey()) {
            newest.put(write.key(), writes.size());
        }
        writes.add(write);
        return answer(writes.size() - 1);
    }

    private WriteAnswer answer(int index) {
        return WriteAnswer.of(writes.get(index), LogRecord.versionOf(seq, index));
    }

    private LoggedWrite judge(WriteCommand command) {
        LoggedWrite.Kind kind = command.kind();
        if (!command.looksUp()) {
            return new LoggedWrite(kind, command.key(), command.value(), command.id(), null);
        }
        VersionedValue current = current(command.key());
        if (command.condition() != null && !command.condition().holds(current)) {
            kind = LoggedWrite.Kind.CONDITION_FAILED;
        }
        byte[] value = kind == LoggedWrite.Kind.PUT ? command.value() : null;
        return new LoggedWrite(kind, command.key(), value, command.id(), command.wantPrevious() ? told(current) : null);
    }

    /** The part of the previous value that the client gets: all of it while it fits, else only its version. */
    private VersionedValue told(VersionedValue current) {
        if (!current.exists()) {
            return current;
        }
        int valueBytes = current.value().length;
        workLeft -= valueBytes / BYTES_PER_WORK;
        if (previousBytes + valueBytes > shared.settings.maxPreviousBytes()) {
            return new VersionedValue(null, current.version());
        }
        previousBytes += valueBytes;
        allPreviousBytes += valueBytes;
        return current;
    }

    private VersionedValue current(Key key) {
        Integer here = newest.get(key);
        if (here != null) {
            byte[] value = writes.get(here).value();
            return value == null ? VersionedValue.ABSENT : new VersionedValue(value, LogRecord.versionOf(seq, here));
        }
        VersionedValue known = before.get(key);
        Invariant.check(known != null, "a record is made without knowing what %s holds", key);
        return known;
    }

    LogRecord record() {
        return LogRecord.encode(shared.configuration.format(), seq, shared.epoch(), writes);
    }
}
