package io.catena.server.node.replicas;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.replica.Links;
import io.catena.server.rpc.outbound.Peers;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links of a node to others, by Thrift. */
public record PeerLinks(Peers peers) implements Links {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLinks.class);

    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {
        peers.send(to.address(), envelope, message);
    }

    @Override
    public void disconnect(Member from) {
        LOG.warn("{} is silent; opening a new connection", from);
        peers.disconnect(from.address());
    }

    @Override
    public void retain(Set<String> addresses) {
        peers.retain(addresses);
    }
}
