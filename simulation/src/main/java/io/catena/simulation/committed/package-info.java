/** What the chain has committed, and what that makes of keys and client sessions. All other state is compared with it. */
package io.catena.simulation.committed;
