package io.catena.simulation.machine;

import io.catena.server.chain.Effect;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.replica.ReplicaDriver;

/** Carries out the other effects of a step; the process may stand still between the step and its effects. */
record HostAfterStep(SimulatedProcess process, ReplicaDriver.Host host) implements ReplicaDriver.Host {
    @Override
    public void send(Member to, Message.Envelope envelope, Message message) {
        process.afterStep(() -> host.send(to, envelope, message));
    }

    @Override
    public void disconnect(Member from) {
        process.afterStep(() -> host.disconnect(from));
    }

    @Override
    public void report(ReplicaReport report) {
        process.afterStep(() -> host.report(report));
    }

    @Override
    public void activate(Effect.Activate wish) {
        process.afterStep(() -> host.activate(wish));
    }

    @Override
    public void fetchConfiguration() {
        process.afterStep(host::fetchConfiguration);
    }

    @Override
    public void stepped(boolean quiet) {
        host.stepped(quiet);
    }

    @Override
    public void removed() {
        host.removed();
    }

    @Override
    public void linkDropped(Member from, String reason) {
        host.linkDropped(from, reason);
    }

    @Override
    public void halt(String reason, Throwable cause) {
        host.halt(reason, cause);
    }
}
