package io.catena.simulation.client;

import io.catena.simulation.history.Histories;
import io.catena.simulation.run.SimulatedRun;
import java.util.ArrayList;
import java.util.List;

/** Starts the clients of a run. */
public final class Clients {
    private final SimulatedRun run;
    private final Histories histories;
    private final RequestSender requests;

    public Clients(SimulatedRun run, Histories histories, RequestSender requests) {
        this.run = run;
        this.histories = histories;
        this.requests = requests;
    }

    /** Starts as many clients as the run has, numbered from the first on. */
    public List<SimulatedClient> startAll(int first) {
        List<SimulatedClient> clients = new ArrayList<>();
        for (int i = 0; i < run.options().clients(); i++) {
            SimulatedClient client = new SimulatedClient(run, histories, requests, first + i);
            clients.add(client);
            client.start();
        }
        return clients;
    }
}
