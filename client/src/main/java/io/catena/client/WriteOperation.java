package io.catena.client;

import io.catena.thrift.Condition;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import java.util.Optional;
import java.util.OptionalLong;

/** A put or a delete. Its number in the session is given when it is first sent and never changes in that session. */
final class WriteOperation extends PendingOperation<io.catena.thrift.WriteResult, WriteResult> {
    private final byte[] key;
    /** Null: delete. */
    private final byte[] value;

    private final WriteOptions options;
    /** Null until the write has a number. Used only by the leader that has it in hand, and after that by {@link #settled}. */
    private volatile ClientSession session;

    private long request;

    WriteOperation(Caller caller, long timeoutMillis, byte[] key, byte[] value, WriteOptions options) {
        super(caller, timeoutMillis);
        this.key = key;
        this.value = value;
        this.options = options;
    }

    ClientSession session() {
        return session;
    }

    void number(ClientSession newSession, long newRequest) {
        request = newRequest;
        session = newSession;
    }

    /** To be called only while the write has certainly not been done. */
    void forgetNumber() {
        session = null;
    }

    Write toWire(long lowestUnanswered) {
        Write write = new Write()
                .setKind(value == null ? WriteKind.DELETE : WriteKind.PUT)
                .setKey(key)
                .setId(new WriteId(session.number(), request, Math.min(request, lowestUnanswered)));
        if (value != null) {
            write.setValue(value);
        }
        if (options.wantsPrevious()) {
            write.setWantPrevious(true);
        }
        if (options.mustBeAbsent()) {
            write.setCondition(new Condition().setAbsent(true));
        } else if (options.requiredVersion() > 0) {
            write.setCondition(new Condition().setVersion(options.requiredVersion()));
        }
        return write;
    }

    @Override
    byte[] key() {
        return key;
    }

    @Override
    int batchBytes() {
        return key.length + (value == null ? 0 : value.length);
    }

    @Override
    boolean hasEffects() {
        return true;
    }

    @Override
    WriteResult translate(io.catena.thrift.WriteResult wire) {
        Optional<Versioned> previous = wire.isSetPrevious()
                ? Optional.of(new Versioned(wire.getPrevious(), wire.getPreviousVersion()))
                : Optional.empty();
        OptionalLong previousVersion =
                wire.isSetPreviousVersion() ? OptionalLong.of(wire.getPreviousVersion()) : OptionalLong.empty();
        return new WriteResult(wire.isApplied(), wire.getVersion(), previous, previousVersion);
    }

    @Override
    void settled() {
        ClientSession numberedBy = session;
        if (numberedBy != null) {
            numberedBy.release(request);
        }
    }
}
