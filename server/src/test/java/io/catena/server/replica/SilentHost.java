package io.catena.server.replica;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;

/** The rest of a node, which has nothing to say; a test overrides what it listens to. */
public class SilentHost implements ReplicaDriver.Host {
    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {}

    @Override
    public void disconnect(Member from) {}

    @Override
    public void report(ReplicaReport report) {}

    @Override
    public void activate(Effect.Activate wish) {}

    @Override
    public void fetchConfiguration() {}

    @Override
    public void stepped(boolean quiet) {}

    @Override
    public void removed() {}

    @Override
    public void linkDropped(Member from, String reason) {}

    @Override
    public void halt(String reason, Throwable cause) {
        throw new AssertionError(reason, cause);
    }
}
