package io.catena.client;

import io.catena.thrift.CallOptions;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.catenaConstants;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.thrift.TApplicationException;

/** Reads from nodes that are named, each on a connection of its own. */
final class NamedNodes {
    private NamedNodes() {}

    /**
     * From the first of them that answers.
     *
     * @throws UnavailableException if none answers in time
     */
    static StaleRead read(List<ServerAddress> servers, byte[] key, boolean stale, Threads threads, Deadline deadline) {
        try {
            return new Race<>(question(key, stale), threads.access(), threads.leaders(), deadline)
                    .run(servers)
                    .content();
        } catch (InvalidRequest e) {
            throw new InvalidRequestException("the server refuses the call: " + e.getMessage() + "; change it");
        } catch (Race.LostException e) {
            throw e.unavailable("", "; ask another node, or any of them by naming none");
        }
    }

    private static Race.Question<StaleRead> question(byte[] key, boolean stale) {
        return (connection, deadline) -> {
            CallOptions options = new CallOptions()
                    .setChain(catenaConstants.DEFAULT_CHAIN)
                    .setDeadlineMillis(deadline.millisForServer())
                    .setStale(stale);
            ReadResults reply =
                    connection.catena(deadline, ReplyBounds.answers(1)).read(List.of(ByteBuffer.wrap(key)), options);
            if (reply.getResultsSize() != 1) {
                throw new TApplicationException(
                        TApplicationException.MISSING_RESULT, reply.getResultsSize() + " answers to 1 read");
            }
            ReadResult result = reply.getResults().get(0);
            Optional<Versioned> value = result.isSetValue()
                    ? Optional.of(new Versioned(result.getValue(), result.getVersion()))
                    : Optional.empty();
            boolean tellsAge = reply.isSetStaleMillis() && reply.getStaleMillis() >= 0;
            return new StaleRead(value, tellsAge ? OptionalLong.of(reply.getStaleMillis()) : OptionalLong.empty());
        };
    }
}
