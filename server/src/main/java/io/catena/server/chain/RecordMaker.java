package io.catena.server.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one record of the requests that the head takes together. Here a write is recognized if it was seen before, its
 * condition is judged, and its previous value looked up, against everything that is in the log or in the record so far
 * (design.md section 8).
 */
final class RecordMaker {
    private final Context context;
    private final StoreReader store;
    private final long seq;
    private final List<LoggedWrite> writes = new ArrayList<>();
    /** Where in this record a session's request is. */
    private final Map<SessionRequest, Integer> requests = new HashMap<>();

    private long bytes;
    /** Bytes of the previous values that clients asked to be told. */
    private long previousBytes;

    private record SessionRequest(long session, long request) {}

    RecordMaker(Context context, StoreReader store) {
        this.context = context;
        this.store = store;
        this.seq = context.log.end() + 1;
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    boolean hasRoomFor(WriteRequest request) {
        return isEmpty()
                || bytes + request.bytes() <= context.settings.maxRecordBytes()
                        && writes.size() + request.commands().size() <= LogRecord.MAX_WRITES;
    }

    /** Whether every write of the request that carries an id belongs to a session that is still known. */
    boolean knowsSessionsOf(WriteRequest request) {
        for (WriteCommand command : request.commands()) {
            if (command.id() != null && !context.sessions.knows(command.id())) {
                return false;
            }
        }
        return true;
    }

    /** Adds the writes of a request and returns their answers, which hold once {@link #record} is committed. */
    List<WriteAnswer> add(WriteRequest request) {
        List<WriteAnswer> answers = new ArrayList<>(request.commands().size());
        for (WriteCommand command : request.commands()) {
            answers.add(add(command));
        }
        bytes += request.bytes();
        return answers;
    }

    private WriteAnswer add(WriteCommand command) {
        WriteId id = command.id();
        if (id != null) {
            WriteAnswer first = context.sessions.answerTo(id);
            if (first != null) {
                return first;
            }
            Integer earlier = requests.putIfAbsent(new SessionRequest(id.session(), id.request()), writes.size());
            if (earlier != null) {
                return answer(earlier);
            }
        }
        writes.add(judge(command));
        return answer(writes.size() - 1);
    }

    private WriteAnswer answer(int index) {
        return WriteAnswer.of(writes.get(index), LogRecord.versionOf(seq, index));
    }

    private LoggedWrite judge(WriteCommand command) {
        LoggedWrite.Kind kind = command.kind();
        if (command.condition() == null && !command.wantPrevious()) {
            return new LoggedWrite(kind, command.key(), command.value(), command.id(), null);
        }
        Versioned current = current(command.key());
        if (command.condition() != null && !command.condition().holds(current)) {
            kind = LoggedWrite.Kind.CONDITION_FAILED;
        }
        byte[] value = kind == LoggedWrite.Kind.PUT ? command.value() : null;
        return new LoggedWrite(kind, command.key(), value, command.id(), command.wantPrevious() ? told(current) : null);
    }

    /** What the client is told of the value before: all of it while it fits, else only its version. */
    private Versioned told(Versioned current) {
        if (current.exists() && previousBytes + current.value().length > context.settings.maxPreviousBytes()) {
            return new Versioned(null, current.version());
        }
        previousBytes += current.exists() ? current.value().length : 0;
        return current;
    }

    private Versioned current(Key key) {
        for (int i = writes.size() - 1; i >= 0; i--) {
            LoggedWrite write = writes.get(i);
            if (write.changesKey() && write.key().equals(key)) {
                return write.value() == null
                        ? Versioned.ABSENT
                        : new Versioned(write.value(), LogRecord.versionOf(seq, i));
            }
        }
        Versioned inLog = context.log.newest(key, context.log.end());
        return inLog == null ? store.get(key) : inLog;
    }

    LogRecord record() {
        return LogRecord.encode(seq, context.epoch(), writes);
    }
}
