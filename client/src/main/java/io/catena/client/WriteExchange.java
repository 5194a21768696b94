package io.catena.client;

import io.catena.client.UnavailableException.Reason;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import java.util.ArrayList;
import java.util.List;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;

/** Writes: numbered in a session when they are first sent, so that an attempt can be repeated without doing it twice. */
final class WriteExchange implements Exchange<WriteResult, WriteOperation> {
    private final Sessions sessions;

    WriteExchange(Sessions sessions) {
        this.sessions = sessions;
    }

    /** A batch has writes of one session, because the error that a session has expired does not name the session. */
    @Override
    public Object batchKey(WriteOperation write) {
        ClientSession session = write.session();
        return session == null ? sessions.of(write.chain()).current() : session;
    }

    @Override
    public List<WriteOperation> prepare(Connection connection, List<WriteOperation> batch, Deadline limit)
            throws TException {
        ClientSession session = sessionOf(batch);
        if (session == null) {
            session = sessions.of(batch.get(0).chain()).open(connection, limit);
        }
        List<WriteOperation> numbered = new ArrayList<>(batch.size());
        for (WriteOperation write : batch) {
            long request = write.session() == null ? session.take() : -1;
            if (request == 0) {
                write.failed(tooFarAhead(connection.address()), false);
                continue;
            }
            if (request > 0) {
                write.number(session, request);
            }
            numbered.add(write);
        }
        return numbered;
    }

    private static ClientSession sessionOf(List<WriteOperation> batch) {
        for (WriteOperation write : batch) {
            if (write.session() != null) {
                return write.session();
            }
        }
        return null;
    }

    private static Problem tooFarAhead(ServerAddress server) {
        return new Problem(
                Reason.OVERLOADED,
                "an earlier write by way of " + server + " still waits for its answer, " + ClientSession.WINDOW
                        + " writes behind the newest",
                null);
    }

    @Override
    public List<WriteResult> perform(Connection connection, List<WriteOperation> batch, Deadline limit)
            throws TException {
        long lowestUnanswered = batch.get(0).session().lowestUnanswered();
        List<Write> writes = new ArrayList<>(batch.size());
        for (WriteOperation write : batch) {
            writes.add(write.toWire(lowestUnanswered));
        }
        ChainRoute chain = batch.get(0).chain();
        CallOptions options = new CallOptions().setChain(chain.number()).setDeadlineMillis(limit.millisForServer());
        WriteResults reply =
                connection.catena(limit, ReplyBounds.answers(writes.size())).write(writes, options);
        if (reply.getResultsSize() != batch.size()) {
            throw new TApplicationException(
                    TApplicationException.MISSING_RESULT,
                    reply.getResultsSize() + " answers to " + batch.size() + " writes");
        }
        chain.sawEpoch(reply.getEpoch());
        return reply.getResults();
    }

    @Override
    public void expired(List<WriteOperation> batch, Problem problem, Throwable cause) {
        for (WriteOperation write : batch) {
            sessions.of(write.chain()).expired(write.session());
            if (write.maybeDone()) {
                write.refused(Ending.sessionExpired(cause));
            } else {
                write.forgetNumber();
                write.failed(problem, false);
            }
        }
    }
}
