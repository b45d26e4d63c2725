"""Flows as BPMN 2.0: written for any editor, read from those of bpmn.io, Camunda and Flowable."""

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
SHAPES = "http://www.omg.org/spec/DD/20100524/DC"
EDGES = "http://www.omg.org/spec/DD/20100524/DI"
OWN = "urn:riskcontrol:flow"  # what BPMN has no place for: posts, time limit, marks, the key of a step
