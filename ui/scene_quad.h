#pragma once

class vtkPoints;
class vtkPolyData;

namespace axolemma {

// Rectangles of a VTK scene.

/// Makes `quad` one rectangle of the four points, with texture coordinates where it needs them.
void makeQuad(vtkPolyData* quad, vtkPoints* points, bool textured);

void setRectangle(vtkPoints* points, double x0, double y0, double x1, double y1);

}  // namespace axolemma
