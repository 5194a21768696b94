package io.catena.server.node.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.LoggedWrite;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;
import io.catena.server.chain.WriteCommand;
import io.catena.server.requests.ReadResponse;
import io.catena.server.requests.StaleReadResponse;
import io.catena.server.requests.WriteResponse;
import io.catena.server.rpc.Bytes;
import io.catena.thrift.Condition;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Converts the types of the wire to those of the chain and back. */
final class WireTypes {
    private WireTypes() {}

    static Key key(ByteBuffer key) {
        return new Key(Bytes.of(key));
    }

    static List<WriteCommand> commands(List<Write> writes) {
        List<WriteCommand> commands = new ArrayList<>(writes.size());
        for (Write write : writes) {
            boolean put = write.getKind() == WriteKind.PUT;
            commands.add(new WriteCommand(
                    put ? LoggedWrite.Kind.PUT : LoggedWrite.Kind.DELETE,
                    new Key(write.getKey()),
                    put ? write.getValue() : null,
                    id(write.getId()),
                    condition(write.getCondition()),
                    write.isWantPrevious()));
        }
        return commands;
    }

    private static io.catena.server.chain.WriteId id(WriteId id) {
        return id == null
                ? null
                : new io.catena.server.chain.WriteId(id.getSession(), id.getRequest(), id.getLowestUnanswered());
    }

    private static WriteCommand.Condition condition(Condition condition) {
        return condition == null ? null : new WriteCommand.Condition(condition.isSetAbsent(), condition.getVersion());
    }

    /** As {@link #commands} made them of what came from the wire. */
    static List<Write> writes(List<WriteCommand> commands) {
        List<Write> writes = new ArrayList<>(commands.size());
        for (WriteCommand command : commands) {
            boolean put = command.kind() == LoggedWrite.Kind.PUT;
            Write write = new Write()
                    .setKind(put ? WriteKind.PUT : WriteKind.DELETE)
                    .setKey(command.key().bytes())
                    .setWantPrevious(command.wantPrevious());
            if (put) {
                write.setValue(command.value());
            }
            if (command.id() != null) {
                io.catena.server.chain.WriteId id = command.id();
                write.setId(new WriteId(id.session(), id.request(), id.lowestUnanswered()));
            }
            if (command.condition() != null) {
                write.setCondition(condition(command.condition()));
            }
            writes.add(write);
        }
        return writes;
    }

    private static Condition condition(WriteCommand.Condition condition) {
        return condition.absent() ? new Condition().setAbsent(true) : new Condition().setVersion(condition.version());
    }

    static List<ByteBuffer> keys(List<Key> keys) {
        return keys.stream().map(key -> ByteBuffer.wrap(key.bytes())).toList();
    }

    static WriteResponse writeResponse(WriteResults results) {
        List<WriteAnswer> answers = new ArrayList<>(results.getResultsSize());
        for (WriteResult result : results.getResults()) {
            VersionedValue previous = result.isSetPreviousVersion()
                    ? new VersionedValue(
                            result.isSetPrevious() ? result.getPrevious() : null, result.getPreviousVersion())
                    : null;
            answers.add(new WriteAnswer(result.isApplied(), result.getVersion(), previous));
        }
        return new WriteResponse(answers, results.getEpoch());
    }

    static ReadResponse readResponse(ReadResults results) {
        List<VersionedValue> values = new ArrayList<>(results.getResultsSize());
        for (ReadResult result : results.getResults()) {
            values.add(
                    result.isSetValue()
                            ? new VersionedValue(result.getValue(), result.getVersion())
                            : VersionedValue.ABSENT);
        }
        return new ReadResponse(values, results.getEpoch());
    }

    static WriteResults writeResults(WriteResponse response) {
        List<WriteResult> results = new ArrayList<>(response.answers().size());
        for (WriteAnswer answer : response.answers()) {
            WriteResult result = new WriteResult(answer.applied(), answer.version());
            VersionedValue previous = answer.previous();
            if (previous != null && previous.version() > 0) {
                result.setPreviousVersion(previous.version());
                if (previous.exists()) {
                    result.setPrevious(ByteBuffer.wrap(previous.value()));
                }
            }
            results.add(result);
        }
        return new WriteResults(results, response.epoch());
    }

    static ReadResults staleResults(StaleReadResponse response) {
        Long ageNanos = response.ageNanos();
        return readResults(response.read())
                .setStaleMillis(ageNanos == null ? -1 : TimeUnit.NANOSECONDS.toMillis(ageNanos) + 1);
    }

    /** As many results as fit into one reply, at least one. */
    static ReadResults readResults(ReadResponse response) {
        List<ReadResult> results = new ArrayList<>(response.values().size());
        long bytes = 0;
        for (VersionedValue value : response.values()) {
            ReadResult result = new ReadResult();
            if (value.exists()) {
                bytes += value.value().length;
                if (bytes > catenaConstants.MAX_BATCH_BYTES && !results.isEmpty()) {
                    break;
                }
                result.setValue(ByteBuffer.wrap(value.value()));
                result.setVersion(value.version());
            }
            results.add(result);
        }
        return new ReadResults(results, response.epoch());
    }
}
