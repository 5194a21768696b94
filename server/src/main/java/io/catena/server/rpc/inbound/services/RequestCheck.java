package io.catena.server.rpc.inbound.services;

import static io.catena.thrift.catenaConstants.MAX_BATCH_BYTES;
import static io.catena.thrift.catenaConstants.MAX_BATCH_OPERATIONS;
import static io.catena.thrift.catenaConstants.MAX_KEY_BYTES;
import static io.catena.thrift.catenaConstants.MAX_VALUE_BYTES;

import io.catena.server.access.Principal;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Condition;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks requests against the limits of {@code catena.thrift}. The message of each exception names the limit and the
 * value that exceeds it.
 */
public final class RequestCheck {
    static final int MAX_DEADLINE_MILLIS = 600_000;
    static final int MAX_UNANSWERED = 65_536;
    static final int MAX_ADDRESS_LENGTH = 64;

    private RequestCheck() {}

    /** The given options, or the defaults if there are none. */
    public static CallOptions options(CallOptions options) throws InvalidRequest {
        if (options == null) {
            return new CallOptions();
        }
        int deadlineMillis = options.getDeadlineMillis();
        require(
                deadlineMillis >= 1 && deadlineMillis <= MAX_DEADLINE_MILLIS,
                () -> "the deadline is " + deadlineMillis + " ms; 1 to " + MAX_DEADLINE_MILLIS + " are legal");
        require(options.getHops() >= 0, () -> "hops is " + options.getHops() + "; leave it at 0");
        require(
                !options.isSetOrigin() || options.getOrigin().getAddress().length() <= MAX_ADDRESS_LENGTH,
                "an origin's address has at most " + MAX_ADDRESS_LENGTH + " characters; leave the origin out");
        String principal = options.isSetOrigin() && options.getOrigin().isSetPrincipal()
                ? options.getOrigin().getPrincipal()
                : "";
        require(
                principal.isEmpty() || Principal.isName(principal),
                "the name of an origin's principal is none; leave the origin out");
        return options;
    }

    public static void writes(List<Write> writes) throws InvalidRequest {
        count(writes, "write");
        long sum = 0;
        for (Write write : writes) {
            sum += write(write);
        }
        long bytes = sum;
        require(
                bytes <= MAX_BATCH_BYTES,
                () -> "keys and values of the batch have " + bytes + " bytes; at most " + MAX_BATCH_BYTES
                        + ": send smaller batches");
    }

    public static void keys(List<ByteBuffer> keys) throws InvalidRequest {
        count(keys, "key");
        for (ByteBuffer key : keys) {
            key(key.remaining());
        }
    }

    private static void count(List<?> batch, String what) throws InvalidRequest {
        require(batch != null && !batch.isEmpty(), () -> "the batch is empty; send at least one " + what);
        require(batch.size() <= MAX_BATCH_OPERATIONS, () -> tooMany(batch.size()));
    }

    /** The message for a batch that is too long. */
    public static String tooMany(int size) {
        return "the batch has " + size + " operations; at most " + MAX_BATCH_OPERATIONS + ": send smaller batches";
    }

    /** Returns how many bytes the write adds to its batch. */
    private static long write(Write write) throws InvalidRequest {
        require(
                write.getKind() != null,
                "the kind of a write is missing or is unknown to this node; send PUT or DELETE");
        ByteBuffer key = write.bufferForKey();
        require(key != null, "the key is missing");
        key(key.remaining());
        if (write.isSetId()) {
            id(write.getId());
        }
        if (write.isSetCondition()) {
            condition(write.getCondition());
        }
        if (write.getKind() == WriteKind.DELETE) {
            write.unsetValue();
            return key.remaining();
        }
        ByteBuffer value = write.bufferForValue();
        require(value != null, "a PUT without a value; to delete the key send a DELETE");
        require(
                value.remaining() <= MAX_VALUE_BYTES,
                () -> "the value has " + value.remaining() + " bytes; at most " + MAX_VALUE_BYTES);
        return key.remaining() + value.remaining();
    }

    private static void key(int length) throws InvalidRequest {
        require(
                length >= 1 && length <= MAX_KEY_BYTES,
                () -> "the key has " + length + " bytes; 1 to " + MAX_KEY_BYTES + " are legal");
    }

    private static void id(WriteId id) throws InvalidRequest {
        long request = id.getRequest();
        long lowest = id.getLowestUnanswered();
        require(request >= 1, () -> "the request number is " + request + "; the first is 1");
        require(
                lowest >= 1 && lowest <= request,
                () -> "lowestUnanswered is " + lowest + "; 1 to the request number " + request + " are legal");
        require(
                request - lowest <= MAX_UNANSWERED,
                () -> "request " + request + " is " + (request - lowest) + " above lowestUnanswered; at most "
                        + MAX_UNANSWERED + ": wait for older answers first");
    }

    private static void condition(Condition condition) throws InvalidRequest {
        require(
                condition.isSetAbsent() != condition.isSetVersion(),
                () -> "a condition with " + (condition.isSetAbsent() ? "both" : "neither")
                        + " of absent and version set; set exactly one");
        require(
                !condition.isSetAbsent() || condition.isAbsent(),
                "a condition with absent = false; leave the condition out, or give the version that must exist");
    }

    private static void require(boolean holds, String sentence) throws InvalidRequest {
        require(holds, () -> sentence);
    }

    /** The message is made only if needed, because each operation passes all checks. */
    private static void require(boolean holds, Supplier<String> sentence) throws InvalidRequest {
        if (!holds) {
            throw new InvalidRequest(sentence.get());
        }
    }
}
