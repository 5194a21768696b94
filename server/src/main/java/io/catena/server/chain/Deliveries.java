package io.catena.server.chain;

/** Messages of the adopted epoch, each to the part that it is for. */
final class Deliveries implements Message.Receiver {
    private final SharedState shared;
    private final UpstreamLink upstream;
    private final DownstreamLink downstream;
    private final Reads reads;

    Deliveries(SharedState shared, UpstreamLink upstream, DownstreamLink downstream, Reads reads) {
        this.shared = shared;
        this.upstream = upstream;
        this.downstream = downstream;
        this.reads = reads;
    }

    /**
     * The claims of a message are checked before anything follows from it, so a wrong message has changed nothing (T2).
     */
    void deliver(Message.Envelope from, Message message) {
        if (shared.configuration == null) {
            return; // no replica has a place yet
        }
        try {
            message.deliver(from, this);
        } catch (Claim.Wrong e) {
            shared.emit(new Effect.LinkDropped(sender(from), e.getMessage()));
            if (message instanceof Message.Open
                    || message instanceof Message.Append
                    || message instanceof Message.Chunk) {
                upstream.drop();
            } else if (!(message instanceof Message.QueryAnswer)) {
                downstream.drop();
            }
        }
    }

    /** A wrong message has an effect only if its sender stands in the line (T5). */
    private Member sender(Message.Envelope from) {
        return shared.configuration.line().stream()
                .filter(from::isFrom)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void open(Message.Envelope from, Message.Open open) {
        upstream.open(from, open);
    }

    @Override
    public void opened(Message.Envelope from, Message.Opened opened) {
        downstream.opened(from, opened);
    }

    @Override
    public void append(Message.Envelope from, Message.Append append) {
        upstream.append(from, append);
    }

    @Override
    public void ack(Message.Envelope from, Message.Ack ack) {
        downstream.ack(from, ack);
    }

    @Override
    public void chunk(Message.Envelope from, Message.Chunk chunk) {
        upstream.chunk(from, chunk);
    }

    @Override
    public void chunkInstalled(Message.Envelope from, Message.ChunkInstalled installed) {
        downstream.chunkInstalled(from, installed);
    }

    @Override
    public void query(Message.Envelope from, Message.Query query) {
        reads.query(from, query);
    }

    @Override
    public void queryAnswer(Message.Envelope from, Message.QueryAnswer answer) {
        reads.queryAnswer(from, answer);
    }

    @Override
    public void waiting(Message.Envelope from, Message.Waiting waiting) {
        upstream.waiting(from);
    }
}
