package io.catena.simulation.network;

import io.catena.server.chain.Message;
import io.catena.simulation.run.RunningProcess;

/** A process at an end of a connection. */
public interface Endpoint extends RunningProcess {
    void received(Message.Envelope from, Message message);

    /** The connection to that address is gone. */
    void peerDown(String address);
}
