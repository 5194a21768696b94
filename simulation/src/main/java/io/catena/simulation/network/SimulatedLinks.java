package io.catena.simulation.network;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.replica.Links;
import io.catena.simulation.planted.FaultPlanter;
import java.util.Set;

/** A process's way to others, by the simulated network. */
public record SimulatedLinks(Network network, FaultPlanter faultPlanter, Endpoint process) implements Links {
    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {
        if (!faultPlanter.keepsBack(message)) {
            network.send(process, to.address(), envelope, message);
        }
    }

    @Override
    public void disconnect(Member from) {
        network.disconnect(process, from.address());
    }

    @Override
    public void retain(Set<String> addresses) {
        network.retain(process, addresses);
    }
}
