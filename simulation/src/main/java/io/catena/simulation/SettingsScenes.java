package io.catena.simulation;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.chain.SharedSettings;
import java.util.List;

/** The scenes of a {@link Hunt} in which the length of leases changes while somebody may still use an old one. */
final class SettingsScenes {
    private static final long SHORT_NANOS = Timeline.millis(1_000);

    private final World world;
    private final Hunt hunt;

    SettingsScenes(World world, Hunt hunt) {
        this.world = world;
        this.hunt = hunt;
    }

    /** Leases get shorter while long ones are in use; or they get long again, for the next scene. */
    void play() {
        if (hunt.leaseNanos() < SHORT_NANOS) {
            hunt.begins("longer leases");
            changeLease(world.dice().between(Timeline.millis(3_000), Timeline.millis(8_000)));
            hunt.after(world.dice().between(Timeline.millis(50), Timeline.millis(1_000)), hunt::next);
        } else if (world.dice().chance(0.5)) {
            shortenUnheard();
        } else {
            hunt.underAnotherController(this::shortenBehind);
        }
    }

    private void changeLease(long nanos) {
        SharedSettings before = world.zooKeeper().newest().settings();
        int millis = (int) (nanos / Timeline.millis(1));
        world.zooKeeper().changeSettings(new SharedSettings(millis, 1, before.wishedReplicas()));
    }

    /** A member does not hear that leases are shorter from now on, and loses its place. */
    private void shortenUnheard() {
        hunt.begins("shortened unheard");
        Machine victim = world.dice().pick(hunt.members());
        Configuration before = hunt.newest();
        Cuts cuts = new Cuts(world);
        hunt.silence(victim, cuts);
        changeLease(world.dice().between(Timeline.millis(100), hunt.leaseNanos() / 4));
        Runnable oust = () -> {
            if (victim.isUp()) {
                victim.process().zooKeeper().closeSession();
            }
            hunt.watch(victim, cuts);
        };
        hunt.when(() -> hunt.newest().epoch() > before.epoch(), Hunt.GLANCE_NANOS, oust, () -> hunt.ends(cuts));
    }

    /**
     * A member loses its place and does not hear of it; the others get shorter leases, and then the head dies. Whoever
     * follows it must wait for the lease of the first.
     */
    private void shortenBehind() {
        hunt.begins("shortened behind one's back");
        List<Machine> members = hunt.members();
        Machine head = members.get(0);
        Machine victim = members.get(world.dice().chance(0.5) ? members.size() - 1 : 1);
        Member ousted = victim.process().self();
        Cuts cuts = new Cuts(world);
        Hunt.cutOff(victim, cuts);
        victim.process().zooKeeper().closeSession();
        Runnable headDies = () -> {
            if (head.isUp()) {
                head.crash("is killed, with shorter leases");
            }
            hunt.watch(victim, cuts);
        };
        Runnable shorten = () -> {
            int millis = (int) world.dice().between(100, 500);
            changeLease(Timeline.millis(millis));
            hunt.when(() -> isInForce(millis), Hunt.GLANCE_NANOS, headDies, () -> hunt.ends(cuts));
        };
        hunt.when(() -> hunt.newest().hasRemoved(ousted), Hunt.GLANCE_NANOS, shorten, () -> hunt.ends(cuts));
    }

    private boolean isInForce(int leaseMillis) {
        Znodes newest = world.zooKeeper().newest();
        return newest.configuration().leaseMillis() == leaseMillis
                && newest.configuration().equals(newest.activated());
    }
}
