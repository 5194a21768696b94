package io.catena.server.controller.loop;

import java.util.ArrayList;
import java.util.List;

/**
 * The controller of a cluster: one {@link Controller} for each chain, in one term (M5). A chain of which nothing changes costs nothing. When
 * the write of one shows that a newer term has begun, all others stop, too.
 *
 * <p>All calls return at once and may come on any thread.
 */
public final class ControllerOfChains implements Candidate {
    private final List<Controller> controllers = new ArrayList<>();

    /** Adds the controller of the next chain, the first chain's first. To be called before all other methods. */
    public void add(Controller controller) {
        controllers.add(controller);
    }

    @Override
    public void elected(int term) {
        controllers.forEach(controller -> controller.elected(term));
    }

    @Override
    public void deposed() {
        controllers.forEach(Controller::deposed);
    }

    @Override
    public void hint() {
        controllers.forEach(Controller::hint);
    }

    @Override
    public void hint(int chain) {
        if (chain >= 1 && chain <= controllers.size()) {
            controllers.get(chain - 1).hint();
        }
    }

    @Override
    public void zooKeeperReturned() {
        controllers.forEach(Controller::zooKeeperReturned);
    }

    /** Runs a round without effect for the first chain: see {@link Controller#rehearse}. */
    public void rehearse() {
        controllers.get(0).rehearse();
    }

    /** Whether this node is the controller as far as it knows. */
    public boolean isElected() {
        return controllers.stream().anyMatch(Controller::isElected);
    }
}
