#include "ui/scene_quad.h"

#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>

namespace axolemma {

void makeQuad(vtkPolyData* quad, vtkPoints* points, bool textured) {
    points->SetNumberOfPoints(4);
    for (int i = 0; i < 4; ++i) points->SetPoint(i, 0, 0, 0);
    vtkNew<vtkCellArray> cell;
    const vtkIdType ids[] = {0, 1, 2, 3};
    cell->InsertNextCell(4, ids);
    quad->SetPoints(points);
    quad->SetPolys(cell);
    if (!textured) return;
    vtkNew<vtkFloatArray> coordinates;
    coordinates->SetNumberOfComponents(2);
    coordinates->SetNumberOfTuples(4);
    const float uv[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    for (int i = 0; i < 4; ++i) coordinates->SetTuple(i, uv[i]);
    quad->GetPointData()->SetTCoords(coordinates);
}

void setRectangle(vtkPoints* points, double x0, double y0, double x1, double y1) {
    points->SetPoint(0, x0, y0, 0);
    points->SetPoint(1, x1, y0, 0);
    points->SetPoint(2, x1, y1, 0);
    points->SetPoint(3, x0, y1, 0);
    points->Modified();
}

}  // namespace axolemma
