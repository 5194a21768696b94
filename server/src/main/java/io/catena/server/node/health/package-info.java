/** The state of this node for operators: its status, its troubles, and the free space of its disk. */
package io.catena.server.node.health;
