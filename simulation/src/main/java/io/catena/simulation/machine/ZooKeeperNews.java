package io.catena.simulation.machine;

import io.catena.simulation.zookeeper.ZooKeeperClient;

/** Passes on what happens to a process's connection to ZooKeeper. */
record ZooKeeperNews(SimulatedMembership membership, ControllerProcess controller) implements ZooKeeperClient.Listener {
    @Override
    public void changed() {
        controller.changed();
    }

    @Override
    public void changed(String path) {
        membership.changed(path);
    }

    @Override
    public void disconnected() {
        membership.connection();
    }

    @Override
    public void reconnected() {
        membership.connection();
        controller.reconnected();
    }
}
