package io.catena.simulation.machine;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Member;
import io.catena.server.chain.Message;
import io.catena.server.chain.Protocol;
import io.catena.server.chain.ProtocolAround;
import io.catena.server.chain.SharedSettings;
import io.catena.simulation.invariants.Invariants;
import io.catena.simulation.invariants.LoneReads;
import io.catena.simulation.planted.FaultPlanter;
import io.catena.simulation.planted.PendingReads;
import io.catena.simulation.run.Lines;
import io.catena.simulation.run.Trace;
import java.util.List;

/** A replica whose steps are judged by the invariants. A planted fault changes its events and effects. */
final class WatchedReplica extends ProtocolAround {
    private final Surroundings around;
    private final Trace trace;
    private final FaultPlanter faultPlanter;
    private final Invariants invariants;
    private final SimulatedReplica owner;
    private final SimulatedProcess process;
    private final Life life;
    /** When the replica got its last tick, on this process's clock. */
    private long tickNanos;

    private final PendingReads reads = new PendingReads();
    private final LoneReads loneReads;
    /** A write that the replica has refused and gets once more, as a planted fault; null if there is none. */
    private Event.Write refused;

    WatchedReplica(Surroundings around, SimulatedReplica owner, SimulatedProcess process, Life life, Protocol replica) {
        super(replica);
        this.owner = owner;
        this.around = around;
        this.trace = around.run().trace();
        this.faultPlanter = around.faultPlanter();
        this.invariants = around.invariants(life.chain());
        this.process = process;
        this.life = life;
        this.loneReads = invariants.loneReads(life);
    }

    @Override
    public List<Effect> step(long nowNanos, Event event) {
        trace(event);
        Message arrived = event instanceof Event.Received received ? received.message() : null;
        if (arrived != null) {
            Message answer = faultPlanter.answer(arrived, view());
            if (answer != null) {
                return List.of(answerTo((Event.Received) event, answer));
            }
        }
        if (event instanceof Event.Read read && faultPlanter.requests().answersAtOnce(life.image(), view())) {
            return List.of(new Effect.ReadsAnswered(
                    read.ticket(), read.keys().stream().map(life.store()::get).toList()));
        }
        long toldNanos = told(nowNanos, event);
        List<Effect> all = super.step(toldNanos, changed(event));
        doWhatWasRefused(event, all);
        List<Effect> effects = faultPlanter.written(
                answered(event, faultPlanter.effects(life.member().life(), all, view())), life.formats());
        followWrites(event, effects);
        if (event instanceof Event.Configured) {
            invariants.membership().onAdoption(life);
        }
        invariants.afterStep(life, arrived, effects);
        loneReads.afterStep(toldNanos, event, effects);
        if (effects.stream().anyMatch(Effect.Removed.class::isInstance)) {
            faultPlanter.disk().onRemoval(life.content(), life.store(), view().applied());
        }
        around.stalls().afterStep(process, effects);
        return effects;
    }

    private void doWhatWasRefused(Event event, List<Effect> effects) {
        if (event instanceof Event.Tick && refused != null) {
            effects.addAll(super.step(tickNanos, refused));
            refused = null;
        }
        Event.Write newly = faultPlanter.requests().refused(event, effects);
        refused = newly == null ? refused : newly;
    }

    private List<Effect> answered(Event event, List<Effect> effects) {
        if (!faultPlanter.requests().readsPending()) {
            return effects;
        }
        reads.asked(event);
        return effects.stream()
                .map(effect -> reads.newest(effect, life.store()))
                .toList();
    }

    /** In the order of the effects: what is reported before a client is answered is judged before. */
    private void followWrites(Event event, List<Effect> effects) {
        if (event instanceof Event.Write write) {
            life.asked(write.ticket());
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.WritesAnswered answered) {
                life.answered(answered.ticket());
            } else if (effect instanceof Effect.Failed failed) {
                life.answered(failed.ticket());
            } else if (effect instanceof Effect.Report report) {
                invariants.membership().onReport(life, report.report());
            }
        }
    }

    private void trace(Event event) {
        if (!trace.on()) {
            return;
        }
        if (event instanceof Event.Configured configured) {
            Configuration news = configured.configuration();
            trace.line(owner.name(), "learns epoch %d: %s joining %s", news.epoch(), news.members(), news.joining());
        } else if (event instanceof Event.Received received) {
            Message.Envelope from = received.from();
            String message = Lines.of(received.message());
            trace.line(owner.name(), "gets from %s/%d: %s", from.nodeId(), from.epoch(), message);
        } else if (event instanceof Event.PeerDown down) {
            trace.line(owner.name(), "has lost its connection to %s", down.address());
        }
    }

    private Effect answerTo(Event.Received received, Message answer) {
        Message.Envelope from = received.from();
        Message.Envelope own = new Message.Envelope(
                life.chain(), view().epoch(), process.name(), life.member().life());
        return new Effect.Send(new Member(from.nodeId(), from.life(), from.nodeId()), own, answer);
    }

    private long told(long nowNanos, Event event) {
        if (event instanceof Event.Tick) {
            tickNanos = nowNanos;
        }
        if (event instanceof Event.StoreRead found) {
            return faultPlanter.secondLookNanos(loneReads.askedNanos(found), nowNanos);
        }
        return event instanceof Event.Read ? faultPlanter.readNanos(tickNanos, nowNanos) : nowNanos;
    }

    private Event changed(Event event) {
        if (event instanceof Event.Received received) {
            Message.Envelope seen = faultPlanter.envelope(received.from(), received.message(), view());
            Message heard = faultPlanter.incoming(life.member().life(), received.from(), received.message(), view());
            return new Event.Received(seen, heard);
        }
        if (event instanceof Event.Write write) {
            return faultPlanter.requests().write(life.chain(), write);
        }
        if (event instanceof Event.Configured configured) {
            SharedSettings wanted = around.zooKeeper().newest().settings();
            return new Event.Configured(faultPlanter.adopted(configured.configuration(), wanted));
        }
        return event;
    }
}
