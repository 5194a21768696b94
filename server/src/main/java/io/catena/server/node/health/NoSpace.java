package io.catena.server.node.health;

import io.catena.server.chain.Shortage;

/** The message about members whose disks have too little free space: what it costs, and what to do. */
public record NoSpace(String cost, String remedy) {
    private static final String ROOM =
            "free space on that disk, or start a node with a larger disk and let that node" + " leave";

    public static NoSpace of(Shortage shortage) {
        if (shortage.out() != null) {
            return new NoSpace(
                    "the disk of " + shortage.out() + " has less than a quarter of its reserve free"
                            + " (--free-space-reserve-bytes), and not even deletes are taken",
                    ROOM);
        }
        String whose = shortage.low() == null ? "a member" : shortage.low();
        return new NoSpace(
                "the disk of " + whose + " has less free space than its reserve (--free-space-reserve-bytes);"
                        + " deletes are still taken, other writes are refused",
                "delete keys that are not needed, " + ROOM);
    }

    public String asClause() {
        return cost + "; " + remedy;
    }

    String asSentence() {
        return capitalized(cost) + ". " + capitalized(remedy) + ".";
    }

    private static String capitalized(String clause) {
        return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
    }
}
