package io.catena.simulation;

import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.replica.Links;
import java.util.Set;

/** A process's way to others, by the simulated network. */
record SimulatedLinks(World world, SimulatedProcess process) implements Links {
    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {
        if (!world.faultPlanter().keepsBack(message)) {
            world.network().send(process, to.address(), envelope, message);
        }
    }

    @Override
    public void disconnect(Member from) {
        world.network().disconnect(process, from.address());
    }

    @Override
    public void retain(Set<String> addresses) {
        world.network().retain(process, addresses);
    }
}
