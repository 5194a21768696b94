package io.catena.client;

import io.catena.thrift.CallOptions;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.thrift.TApplicationException;
import org.apache.thrift.TException;

/** Reads: a reply may be shorter than the batch, then the rest is asked for again. */
final class ReadExchange implements Exchange<ReadResult, ReadOperation> {
    private final Topology topology;

    ReadExchange(Topology topology) {
        this.topology = topology;
    }

    @Override
    public Object batchKey(ReadOperation read) {
        return null;
    }

    @Override
    public List<ReadOperation> prepare(Connection connection, List<ReadOperation> batch, Deadline limit) {
        return batch;
    }

    @Override
    public List<ReadResult> perform(Connection connection, List<ReadOperation> batch, Deadline limit)
            throws TException {
        ChainRoute chain = batch.get(0).chain();
        List<ByteBuffer> keys = new ArrayList<>(batch.size());
        for (ReadOperation read : batch) {
            keys.add(read.keyOnWire());
        }
        List<ReadResult> answers = new ArrayList<>(batch.size());
        while (answers.size() < keys.size()) {
            List<ByteBuffer> rest = answers.isEmpty() ? keys : keys.subList(answers.size(), keys.size());
            CallOptions options = new CallOptions().setChain(chain.number()).setDeadlineMillis(limit.millisForServer());
            long sentNanos = System.nanoTime();
            ReadResults reply =
                    connection.catena(limit, ReplyBounds.answers(rest.size())).read(rest, options);
            topology.readAnswered(connection.address(), System.nanoTime() - sentNanos);
            if (reply.getResultsSize() < 1 || reply.getResultsSize() > rest.size()) {
                throw new TApplicationException(
                        TApplicationException.MISSING_RESULT,
                        reply.getResultsSize() + " answers to " + rest.size() + " reads");
            }
            chain.sawEpoch(reply.getEpoch());
            answers.addAll(reply.getResults());
        }
        return answers;
    }

    @Override
    public void expired(List<ReadOperation> batch, Problem problem, Throwable cause) {
        batch.forEach(read -> read.failed(problem, false));
    }
}
