/**
 * What must hold of replicas, disks and the membership (docs/simulation.md, What is checked). It sees what really lies on the
 * disks and what really was written, not what a replica believes, and it changes nothing.
 */
package io.catena.simulation.invariants;
