package io.catena.server.chain;

/** Messages of the adopted epoch, each to the part that it is for. */
final class Deliveries implements Message.Receiver {
    private final Context context;
    private final Predecessor predecessor;
    private final Successor successor;
    private final Reads reads;

    Deliveries(Context context, Predecessor predecessor, Successor successor, Reads reads) {
        this.context = context;
        this.predecessor = predecessor;
        this.successor = successor;
        this.reads = reads;
    }

    /** What a message claims is looked at before anything follows from it, so a wrong one has changed nothing. */
    void deliver(Message.Envelope from, Message message) {
        if (context.configuration == null) {
            return; // nobody has a place yet
        }
        try {
            message.deliver(from, this);
        } catch (Claim.Wrong e) {
            context.emit(new Effect.LinkDropped(sender(from), e.getMessage()));
            if (message instanceof Message.Open
                    || message instanceof Message.Append
                    || message instanceof Message.Chunk) {
                predecessor.drop();
            } else if (!(message instanceof Message.QueryAnswer)) {
                successor.drop();
            }
        }
    }

    /** A wrong message has an effect only if its sender stands in the line (T5). */
    private Member sender(Message.Envelope from) {
        return context.configuration.line().stream()
                .filter(from::isFrom)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void open(Message.Envelope from, Message.Open open) {
        predecessor.open(from, open);
    }

    @Override
    public void opened(Message.Envelope from, Message.Opened opened) {
        successor.opened(from, opened);
    }

    @Override
    public void append(Message.Envelope from, Message.Append append) {
        predecessor.append(from, append);
    }

    @Override
    public void ack(Message.Envelope from, Message.Ack ack) {
        successor.ack(from, ack);
    }

    @Override
    public void chunk(Message.Envelope from, Message.Chunk chunk) {
        predecessor.chunk(from, chunk);
    }

    @Override
    public void chunkInstalled(Message.Envelope from, Message.ChunkInstalled installed) {
        successor.chunkInstalled(from, installed);
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
        predecessor.waiting(from);
    }
}
