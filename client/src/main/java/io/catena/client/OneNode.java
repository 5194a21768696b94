package io.catena.client;

import io.catena.client.UnavailableException.Reason;
import io.catena.thrift.CallOptions;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Unavailable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.thrift.TException;

/** Reads from one node and no other, each on a connection of its own. */
final class OneNode {
    private OneNode() {}

    /** @throws UnavailableException if it does not answer in time */
    static StaleRead read(ServerAddress server, byte[] key, boolean stale, Deadline deadline) {
        try (Connection connection = new Connection(server)) {
            connection.connect(deadline);
            CallOptions options = new CallOptions()
                    .setDeadlineMillis(deadline.millisForServer())
                    .setStale(stale);
            ReadResults reply = connection.catena(deadline).read(List.of(ByteBuffer.wrap(key)), options);
            ReadResult result = reply.getResults().get(0);
            Optional<Versioned> value = result.isSetValue()
                    ? Optional.of(new Versioned(result.getValue(), result.getVersion()))
                    : Optional.empty();
            boolean tellsAge = reply.isSetStaleMillis() && reply.getStaleMillis() >= 0;
            return new StaleRead(value, tellsAge ? OptionalLong.of(reply.getStaleMillis()) : OptionalLong.empty());
        } catch (InvalidRequest e) {
            throw new InvalidRequestException(server + " refuses the call: " + e.getMessage() + "; change it");
        } catch (Unavailable e) {
            throw unavailable(Problem.said(server, null, e.getMessage()));
        } catch (TException e) {
            throw unavailable(Problem.cannotConnect(server, e));
        }
    }

    private static UnavailableException unavailable(Problem problem) {
        return new UnavailableException(
                Reason.DEADLINE,
                problem.message() + "; ask another node, or any of them by naming none",
                problem.cause());
    }
}
